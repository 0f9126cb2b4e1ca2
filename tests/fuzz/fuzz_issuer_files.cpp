// The files of an issuer's folder: what is read is written again as the same.
#include "input.h"
#include "vhc/issuer_settings.h"
#include "vhc/journal.h"
#include "vhc/key_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto text = text_of(data, size);
  if (const auto settings = parse_issuer_settings(text)) {
    const auto json = to_json(*settings);
    require(json.has_value());
    const auto again = parse_issuer_settings(*json);
    require(again && again->iss == settings->iss && again->name == settings->name);
  }
  if (const auto record = parse_key_record(text)) {
    const auto again = parse_key_record(to_json(*record));
    require(again && again->kid == record->kid && again->state() == record->state());
  }
  const JournalCheck check = verify_journal(text);
  require(check.count >= 0);
  if (const auto entry = parse_journal_line(text)) require(entry->number > 0);
  return 0;
}
