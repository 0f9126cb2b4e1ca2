#include "desk/bulk/outputs.h"

#include <algorithm>
#include <span>

#include "shell/csv_cell.h"
#include "shell/print_module.h"
#include "venue/picture_module.h"
#include "vhc/card_file.h"
#include "vhc/deflate.h"
#include "vhc/json_writer.h"
#include "vhc/jws.h"
#include "vhc/numeric_qr.h"
#include "vhc/payload.h"

namespace vhc {
namespace {

constexpr std::int64_t cards_per_folder = 1000;
constexpr std::string_view letters_head = "number,line,family_name,given_names,name,file\r\n";

std::string part_of(const std::string& path) {
  return path + ".part";
}

std::string ndjson_line(const BulkCard& card, const std::vector<std::string>& files) {
  JsonWriter json(card.jws.size() + 256);
  json.begin_object().member("schema", "vhc.issued/1").member("line", card.line).member("kid", card.kid);
  json.member("journal", card.label).member("jws_chars", static_cast<std::int64_t>(card.jws.size()));
  if (!files.empty()) {
    json.name("files").begin_array();
    for (const std::string& file : files) json.string(name_in_json(file));
    json.end_array();
  }
  return json.member("jws", card.jws).end_object().take() + "\n";
}

// Whom a letter is to, from the card itself: nothing of what was given.
Result<std::string> letter_row(const BulkCard& card, const std::vector<std::string>& files) {
  VHC_TRY(const Envelope envelope, parse_jws(card.jws));
  VHC_TRY(std::string payload, inflate_raw(envelope.payload));
  VHC_TRY(const CardContents contents, read_payload(std::move(payload)));
  const PersonName name = contents.subject.names.empty() ? PersonName{} : contents.subject.names.front();
  std::string given;
  for (const std::string& one : name.given) given += (given.empty() ? "" : " ") + one;
  return card.label + "," + std::to_string(card.line) + "," + csv_cell(name.family) + "," + csv_cell(given) + "," +
         csv_cell(name.text) + "," + csv_cell(files.empty() ? "" : files.front()) + "\r\n";
}

// How to get rid of what another run left half written.
std::string way_out(const std::string& file, const std::vector<BegunRun>& begun, const Io& io) {
  for (const BegunRun& run : begun) {
    for (const auto& [flag, value] : run.state.settings) {
      const bool is_output = flag == "--ndjson" || flag == "--letters";
      if (is_output && !value.empty() && (part_of(value) == file || io.is_same_file(part_of(value), file))) {
        return resume_command(run.state) + " goes on with it";
      }
    }
  }
  return "the run that wrote it has ended or was given up, and nothing goes on with it: take the file away; what that "
         "run issued is in the ledger, vhc cards lists it";
}

}  // namespace

Result<void> BulkOutputs::probe(const BulkFlags& flags, const Io& io) {
  for (const auto* file : {&flags.ndjson, &flags.letters}) {
    if (*file) VHC_CHECK_OK(io.probe_file(**file));
  }
  return flags.out ? io.probe_folder(*flags.out) : Result<void>{};
}

Result<void> BulkOutputs::check_new(const std::vector<BegunRun>& begun) const {
  for (const auto* file : {&flags_.ndjson, &flags_.letters}) {
    if (!*file) continue;
    if (io_->exists(part_of(**file))) {
      return fail(Errc::bulk_other_run, part_of(**file), way_out(part_of(**file), begun, *io_));
    }
    if (!flags_.force && io_->exists(**file)) return fail(Errc::exists, **file, "use --force to overwrite it");
  }
  return {};
}

Result<bool> BulkOutputs::is_as_left() const {
  if (flags_.ndjson) {
    VHC_TRY(const std::uint64_t size, io_->file_size(part_of(*flags_.ndjson)));
    if (size < lengths_.ndjson) return false;
  }
  if (flags_.letters) {
    VHC_TRY(const std::uint64_t size, io_->file_size(part_of(*flags_.letters)));
    if (size < lengths_.letters) return false;
  }
  return true;
}

Result<void> BulkOutputs::start_over() {
  for (const auto* file : {&flags_.ndjson, &flags_.letters}) {
    if (*file && io_->exists(part_of(**file))) VHC_CHECK_OK(io_->remove_file(part_of(**file)));
  }
  lengths_ = {};
  return {};
}

std::string BulkOutputs::stem_of(const BulkCard& card) const {
  std::string part = std::to_string(card.ordinal / cards_per_folder);
  part.insert(0, part.size() < 3 ? 3 - part.size() : 0, '0');
  return *flags_.out + "/" + part + "/" + card.label;
}

std::vector<std::string> BulkOutputs::files_of(const BulkCard& card) const {
  if (!flags_.out) return {};
  std::vector<std::string> files{stem_of(card) + ".smart-health-card"};
  if (flags_.qr_format) files.push_back(stem_of(card) + "." + *flags_.qr_format);
  return files;
}

Result<void> BulkOutputs::write_files(const BulkCard& card) const {
  const std::vector<std::string> files = files_of(card);
  WriteOptions whole = flags_.how;
  whole.overwrite = true;
  whole.fixed_temporary = true;
  VHC_CHECK_OK(io_->write_file(files.front(), to_card_file({card.jws}), whole));
  if (!flags_.qr_format) return {};
  VHC_TRY(const Drawing drawing, draw_on_demand(card.jws, {.svg = *flags_.qr_format == "svg", .png = true}));
  VHC_TRY(const std::string wanted, to_numeric(card.jws));
  const auto read = read_codes_on_demand(drawing.png);
  if (!read || read->size() != 1 || read->front().text != wanted) return fail(Errc::issue_read_back, files.back());
  return io_->write_file(files.back(), drawing.svg.empty() ? as_text(drawing.png) : std::string_view(drawing.svg),
                         whole);
}

Result<void> BulkOutputs::write_all_files(const std::vector<BulkCard>& cards) {
  if (!flags_.out) return {};
  for (const BulkCard& card : cards) {
    const std::string file = files_of(card).front();
    const std::string folder = file.substr(0, file.rfind('/'));
    if (folder != folder_made_ && io_->kind_of(folder) == Io::PathKind::link) {
      return fail(Errc::unwritable, folder, "it is a link: cards would be written elsewhere; remove it");
    }
    if (folder != folder_made_) VHC_CHECK_OK(io_->make_folder(folder));
    folder_made_ = folder;
  }
  std::vector<Result<void>> written(cards.size());
  pool_.for_each(cards.size(), [&](std::size_t i) { written[i] = write_files(cards[i]); });
  const auto failed = std::find_if(written.begin(), written.end(), [](const auto& one) { return !one; });
  return failed == written.end() ? Result<void>{} : std::move(*failed);
}

Result<void> BulkOutputs::grow(const std::string& path, std::uint64_t& length, const std::string& text) const {
  VHC_TRY(const bool fits, io_->complete_file(part_of(path), length, text, flags_.how));
  if (!fits) return fail(Errc::bulk_other_run, part_of(path), "it was changed; remove it and use --resume");
  length += text.size();
  return {};
}

Result<BulkOutputs::Texts> BulkOutputs::texts_of(const std::vector<BulkCard>& cards, const BulkLengths& at) const {
  Texts texts;
  if (flags_.letters && at.letters == 0) texts.letters = letters_head;
  for (const BulkCard& card : cards) {
    const std::vector<std::string> own = files_of(card);
    if (flags_.ndjson) texts.ndjson += ndjson_line(card, own);
    if (flags_.letters) {
      VHC_TRY(const std::string row, letter_row(card, own));
      texts.letters += row;
    }
  }
  return texts;
}

Result<void> BulkOutputs::write(const std::vector<BulkCard>& cards) {
  if (cards.empty()) return {};  // a run without cards leaves no file
  VHC_CHECK_OK(write_all_files(cards));
  VHC_TRY(const Texts texts, texts_of(cards, lengths_));
  if (flags_.ndjson) VHC_CHECK_OK(grow(*flags_.ndjson, lengths_.ndjson, texts.ndjson));
  if (flags_.letters) VHC_CHECK_OK(grow(*flags_.letters, lengths_.letters, texts.letters));
  return {};
}

Result<void> BulkOutputs::remove(const std::vector<BulkCard>& cards) const {
  for (const BulkCard& card : cards) {
    for (const std::string& file : files_of(card)) {
      if (io_->exists(file)) VHC_CHECK_OK(io_->remove_file(file));
    }
  }
  return {};
}

Result<std::string> BulkOutputs::gone(const BulkLengths& lengths) const {
  const auto is_gone = [this](const std::optional<std::string>& file, std::uint64_t length) -> Result<bool> {
    if (!file || length == 0) return false;
    VHC_TRY(const std::uint64_t size, io_->file_size(*file));
    return size != length;
  };
  VHC_TRY(const bool no_ndjson, is_gone(flags_.ndjson, lengths.ndjson));
  if (no_ndjson) return *flags_.ndjson;
  VHC_TRY(const bool no_letters, is_gone(flags_.letters, lengths.letters));
  return no_letters ? *flags_.letters : std::string{};
}

Result<bool> BulkOutputs::holds(const std::string& path, std::uint64_t& at, const std::string& text) const {
  VHC_TRY(const Io::OpenFile file, io_->open_file(path, 0));
  std::string there(text.size(), '\0');
  std::size_t got = 0;
  while (got < there.size()) {
    VHC_TRY(const std::size_t more, file.read_at(at + got, std::span(there).subspan(got)));
    if (more == 0) return false;
    got += more;
  }
  at += text.size();
  return there == text;
}

Result<bool> BulkOutputs::hold(const std::vector<BulkCard>& cards, BulkLengths& at) const {
  constexpr std::size_t max_card_file = std::size_t{1024} * 1024;
  if (cards.empty()) return true;
  VHC_TRY(const Texts texts, texts_of(cards, at));
  bool good = true;
  if (flags_.ndjson) {
    VHC_TRY(good, holds(*flags_.ndjson, at.ndjson, texts.ndjson));
  }
  if (good && flags_.letters) {
    VHC_TRY(good, holds(*flags_.letters, at.letters, texts.letters));
  }
  for (std::size_t i = 0; good && i < cards.size(); ++i) {
    const std::vector<std::string> files = files_of(cards[i]);
    good = std::all_of(files.begin(), files.end(), [this](const std::string& file) { return io_->exists(file); });
    if (!good || files.empty()) continue;
    const auto there = io_->read_file(files.front(), max_card_file);
    good = there && *there == to_card_file({cards[i].jws});
  }
  return good;
}

bool BulkOutputs::is_there() const {
  const auto is_one = [this](const std::optional<std::string>& file) {
    return !file || io_->exists(part_of(*file)) || io_->exists(*file);
  };
  return is_one(flags_.ndjson) && is_one(flags_.letters);
}

Result<void> BulkOutputs::finish() {
  for (const auto* file : {&flags_.ndjson, &flags_.letters}) {
    if (!*file || !io_->exists(part_of(**file))) continue;
    VHC_CHECK_OK(io_->rename_file(part_of(**file), **file, flags_.force));
  }
  return {};
}

}  // namespace vhc
