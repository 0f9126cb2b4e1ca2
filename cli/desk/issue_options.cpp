#include "desk/issue_options.h"

#include "shell/io.h"
#include "shell/shell_word.h"
#include "vhc/base64url.h"
#include "vhc/sha256.h"

namespace vhc {
namespace {

// A map is known by what it says; its headers are somebody else's words.
std::string map_id(const ColumnMap& map) {
  if (map.columns.empty() && map.dates == DateOrder::unstated) return {};
  std::string text = std::to_string(static_cast<int>(map.dates));
  for (const auto& [theirs, ours] : map.columns) text += "\n" + theirs + "\n" + ours;
  return to_base64url(sha256(as_bytes(text)));
}

std::string on_or_off(bool flag) {
  return flag ? "yes" : "";
}

class CommandLine {
 public:
  void word(const std::string& text) { line_ += " " + shell_word(text); }
  void option(const std::string& flag, const std::optional<std::string>& value) {
    if (value) line_ += " " + flag + " " + shell_word(*value);
  }
  void flag(const std::string& name, bool is_given) {
    if (is_given) line_ += " " + name;
  }
  std::string take() { return std::move(line_); }

 private:
  std::string line_ = "vhc issue";
};

}  // namespace

RunSettings run_settings(const IssueOptions& options, const IssuerSettings& issuer, const InputRules& rules) {
  RunSettings settings;
  const auto add = [&settings](const std::string& flag, const std::string& value) {
    settings.emplace_back(flag, name_in_json(value));
  };
  add("--issuer", issuer.iss.str());
  add("--ndjson", options.bulk.ndjson.value_or(""));
  add("--out", options.bulk.out.value_or(""));
  add("--letters", options.bulk.letters.value_or(""));
  add("--qr-format", options.bulk.qr_format.value_or(""));
  add("--expires", options.desk.expires.value_or(""));
  add("--ial", options.ial.value_or(""));
  add("--dates", options.input.dates.value_or(""));
  add("--charset", options.input.charset.value_or(""));
  add("--map", map_id(rules.map));
  add("--source", rules.profile == SignerProfile::registry ? "registry" : "pharmacy");
  add("--tables", rules.tables->digest());
  add("--no-rid", on_or_off(options.desk.no_rid));
  add("--only-health-card-type", on_or_off(options.only_health_card_type));
  add("--mark-partial", on_or_off(options.input.mark_partial));
  add("--again", on_or_off(options.bulk.again));
  std::string beside;
  for (const std::string& card : options.bulk.beside) beside += (beside.empty() ? "" : " ") + card;
  if (!beside.empty()) add("--beside", beside);
  std::string allowed;
  for (const std::string& code : options.input.allow) allowed += (allowed.empty() ? "" : " ") + code;
  add("--allow", allowed);
  return settings;
}

std::string run_command(const IssueOptions& options) {
  CommandLine line;
  line.option("--issuer", options.flags.issuer);
  for (const std::string& file : options.files) line.word(file);
  line.option("--ndjson", options.bulk.ndjson);
  line.option("--out", options.bulk.out);
  line.option("--letters", options.bulk.letters);
  line.option("--qr-format", options.bulk.qr_format);
  line.option("--expires", options.desk.expires);
  line.option("--ial", options.ial);
  line.option("--dates", options.input.dates);
  line.option("--charset", options.input.charset);
  line.option("--map", options.input.map);
  line.option("--source", options.input.source);
  line.option("--tables", options.input.tables);
  for (const std::string& code : options.input.allow) line.option("--allow", code);
  line.flag("--no-rid", options.desk.no_rid);
  line.flag("--only-health-card-type", options.only_health_card_type);
  line.flag("--mark-partial", options.input.mark_partial);
  line.flag("--again", options.bulk.again);
  for (const std::string& card : options.bulk.beside) line.option("--beside", card);
  line.option("--with", options.desk.with);
  line.option("--mode", options.outputs.mode);
  line.option("--passphrase-file", options.flags.passphrase_file);
  return line.take();
}

}  // namespace vhc
