#include "venue/store/venue_folder.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "shell/io.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

constexpr std::string_view state_suffix = ".state";
constexpr std::size_t max_settings_bytes = 65536;
constexpr std::int64_t max_days = 366;

constexpr std::string_view how_to_mend =
    "; restore the file, or make it again: vhc trust pin --force, for each operator";

tl::unexpected<Error> bad_settings(const std::string& path, const std::string& what) {
  return fail(Errc::trust_state_damaged, path, what + std::string(how_to_mend));
}

Result<void> read_days(const JsonValue& settings, std::string_view name, std::chrono::seconds& span,
                       const std::string& path) {
  const auto value = settings.find(name);
  if (!value) return {};
  const auto days = parse_duration(std::string(value->text()) + "d");
  if (!value->is(JsonKind::number) || !days || *days > std::chrono::days{max_days}) {
    return bad_settings(path,
                        std::string(name) + " is a whole number of days, " + std::to_string(max_days) + " at most");
  }
  span = *days;
  return {};
}

Result<void> read_flag(const JsonValue& settings, std::string_view name, bool& flag, const std::string& path) {
  const auto value = settings.find(name);
  if (!value) return {};
  if (!value->is(JsonKind::boolean)) return bad_settings(path, std::string(name) + " is true or false");
  flag = value->boolean();
  return {};
}

Result<void> read_text(const JsonValue& settings, std::string_view name, std::string& text, const std::string& path) {
  const auto value = settings.find(name);
  if (!value) return {};
  text = value->string();
  if (text.empty() || text.find('\0') != std::string::npos) {
    return bad_settings(path, std::string(name) + " is a text, and not an empty one");
  }
  return {};
}

// -1: absent, or no whole number.
std::int64_t read_number(const JsonValue& object, std::string_view name) {
  std::int64_t number = -1;
  const auto value = object.find(name);
  const std::string_view text = value ? value->text() : std::string_view{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : -1;
}

Result<std::vector<VenuePin>> read_pins(const JsonValue& array, const std::string& path) {
  std::vector<VenuePin> pins;
  if (!array.is(JsonKind::array)) return bad_settings(path, "pins is an array");
  for (auto one = array.first(); one; one = one->next()) {
    const auto origin = one->find_string("origin");
    const auto fingerprint = one->find_string("fingerprint");
    VenuePin pin{.origin = origin.value_or(""),
                 .fingerprint = fingerprint.value_or(""),
                 .root = read_number(*one, "root"),
                 .list = read_number(*one, "list"),
                 .live = read_number(*one, "live"),
                 .file = one->find_string("file").value_or(""),
                 .next = one->find_string("next").value_or("")};
    if (!origin || !fingerprint || pin.root < 0 || pin.list < 0 || pin.live < 0) {
      return bad_settings(path, "a pin has origin, fingerprint, root, list and live");
    }
    pins.push_back(std::move(pin));
  }
  return pins;
}

Result<VenueSettings> read_settings(const std::string& text, const std::string& path) {
  auto document = JsonDocument::parse(text, {max_settings_bytes, 4});
  if (!document) return bad_settings(path, "it is no JSON");
  const JsonValue root = document->root();
  const auto schema = root.find("schema");
  if (!schema || !schema->equals("vhc.venue/1")) return bad_settings(path, "its schema is not vhc.venue/1");
  VenueSettings settings;
  const auto accept = root.find("accept");
  if (!accept || !accept->is(JsonKind::array)) return bad_settings(path, "accept is an array of ORIGIN/NET");
  for (auto name = accept->first(); name; name = name->next()) settings.accept.push_back(name->string());
  if (const auto pins = root.find("pins")) {
    VHC_TRY(settings.pins, read_pins(*pins, path));
  }
  VHC_CHECK_OK(read_days(root, "warn_days", settings.freshness.warn, path));
  VHC_CHECK_OK(read_days(root, "refuse_days", settings.freshness.refuse, path));
  VHC_CHECK_OK(read_flag(root, "beyond_expiry", settings.freshness.beyond_expiry, path));
  VHC_CHECK_OK(read_text(root, "rules", settings.rules, path));
  VHC_CHECK_OK(read_text(root, "zone", settings.zone, path));
  VHC_CHECK_OK(read_flag(root, "run_with_clock_behind", settings.freshness.run_blind, path));
  return settings;
}

std::int64_t days_of(std::chrono::seconds span) {
  return std::chrono::duration_cast<std::chrono::days>(span).count();
}

std::string settings_text(const VenueSettings& settings) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.venue/1").name("accept").begin_array();
  for (const std::string& name : settings.accept) json.string(name);
  json.end_array();
  if (settings.pins) {
    json.name("pins").begin_array();
    for (const VenuePin& pin : *settings.pins) {
      json.begin_object().member("origin", pin.origin).member("fingerprint", pin.fingerprint);
      json.member("root", pin.root).member("list", pin.list).member("live", pin.live);
      if (!pin.file.empty()) json.member("file", pin.file);
      if (!pin.next.empty()) json.member("next", pin.next);
      json.end_object();
    }
    json.end_array();
  }
  json.member("warn_days", days_of(settings.freshness.warn)).member("refuse_days", days_of(settings.freshness.refuse));
  if (!settings.rules.empty()) json.member("rules", settings.rules);
  if (!settings.zone.empty()) json.member("zone", settings.zone);
  if (settings.freshness.beyond_expiry) json.member("beyond_expiry", true);
  if (settings.freshness.run_blind) json.member("run_with_clock_behind", true);
  return json.end_object().take() + "\n";
}

// A link, a folder or a pipe in the place of a file is nothing that we wrote.
Result<std::string> read_plain(const std::string& file, std::size_t max_bytes, const Io& io) {
  auto bytes = io.read_plain_file(file, max_bytes);
  if (bytes || bytes.error().hint.empty()) return bytes;
  Error error = std::move(bytes).error();
  error.hint += "; remove it, and restore the file or pin the operator's root again";
  return tl::unexpected(std::move(error));
}

Result<VenueSettings> load_settings(const std::string& folder, Io& io) {
  const std::string file = folder + "/venue.json";
  if (io.kind_of(file) == Io::PathKind::none) return VenueSettings{};
  VHC_TRY(const std::string text, read_plain(file, max_settings_bytes, io));
  return read_settings(text, file);
}

// For a person who pins again with --force: of settings that cannot be read nothing is kept, and no other operator is
// believed until somebody pins it.
Result<VenueSettings> settings_to_pin_in(const std::string& folder, bool overwrite, Io& io) {
  auto settings = load_settings(folder, io);
  if (settings || !overwrite) return settings;
  io.say("warning  " + folder +
         "/venue.json was made again: pin every other operator again, and name the venue's rules again");
  VenueSettings fresh;
  fresh.pins.emplace();
  return fresh;
}

struct LoadedState {
  TrustState state;
  std::string checksum;
};

// The hash in the last line, which read_state() has compared.
std::string checksum_of(std::string_view file) {
  const std::size_t space = file.rfind(' ');
  return std::string(file.substr(space + 1, file.size() - space - 2));
}

Result<LoadedState> load_state(const std::string& file, Io& io) {
  VHC_TRY(const std::string bytes, read_plain(file, max_pack_bytes, io));
  auto state = read_state(bytes);
  if (state) return LoadedState{*std::move(state), checksum_of(bytes)};
  Error error = std::move(state).error();
  error.where = file + (error.where.empty() ? "" : ", ") + error.where;
  return tl::unexpected(std::move(error));
}

VenuePin pin_with(const TrustState& state, std::string checksum) {
  VenuePin pin = VenuePin::of(state);
  pin.file = std::move(checksum);
  return pin;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

Result<VenueSettings> read_venue_settings(const std::string& folder, Io& io) {
  return load_settings(folder, io);
}

bool VenueSettings::accepts(const std::string& origin, const std::string& net) const {
  return std::find(accept.begin(), accept.end(), origin + "/" + net) != accept.end();
}

// Roots below the pinned one are carried along and were never judged.
VenuePin VenuePin::of(const TrustState& state) {
  const auto is_pinned = [&state](const HeldNote<RootNote>& held) { return held.note.number == state.pinned; };
  const auto first = std::find_if(state.roots.begin(), state.roots.end(), is_pinned);
  return {.origin = state.origin,
          .fingerprint = first == state.roots.end() ? std::string() : vhc::fingerprint(first->hash),
          .root = state.root().note.number,
          .list = state.list() == nullptr ? 0 : state.list()->note.number,
          .live = state.live ? state.live->note.number : 0};
}

bool VenuePin::is_older_than(const VenuePin& other) const {
  return std::tie(root, list, live) < std::tie(other.root, other.list, other.live);
}

const VenuePin* VenueSettings::pin_of(const std::string& origin) const {
  if (!pins) return nullptr;
  const auto pin = std::find_if(pins->begin(), pins->end(), [&](const VenuePin& one) { return one.origin == origin; });
  return pin == pins->end() ? nullptr : &*pin;
}

Result<void> VenueSettings::hold(const TrustState& state, const std::string& file, const std::string& checksum) const {
  if (!pins) return {};
  const VenuePin is = VenuePin::of(state);
  const VenuePin* const pin = pin_of(is.origin);
  if (pin == nullptr || pin->fingerprint != is.fingerprint) {
    return fail(Errc::trust_not_pinned, file,
                "somebody exchanged the file: ask the operator for the fingerprint, and pin again with --force");
  }
  if (is.is_older_than(*pin)) {
    return fail(Errc::trust_rollback, file,
                "somebody put an older file back: pin the operator again with --force, and take the newest pack");
  }
  if (!pin->file.empty() && checksum != pin->file && checksum != pin->next) {
    return fail(Errc::trust_state_damaged, file,
                "it is not the file that venue.json knows; restore both, or pin the operator again with --force, and "
                "take the newest pack");
  }
  return {};
}

void VenueSettings::set_pin(VenuePin pin) {
  if (!pins) pins.emplace();
  std::erase_if(*pins, [&pin](const VenuePin& one) { return one.origin == pin.origin; });
  pins->push_back(std::move(pin));
}

// A command that takes a pack writes both files; one that judges meanwhile may have read the first before and the other
// after it, and reads again.
Result<VenueFolder> VenueFolder::open(std::string path, Io& io) {
  constexpr int tries = 3;
  auto folder = open_once(path, io);
  for (int i = 1; i < tries && !folder; ++i) folder = open_once(path, io);
  return folder;
}

Result<VenueFolder> VenueFolder::open_once(const std::string& path, Io& io) {
  VenueFolder folder;
  folder.path_ = path;
  if (!io.exists(folder.path_)) return folder;
  VHC_TRY(folder.settings_, load_settings(folder.path_, io));
  VHC_TRY(const std::vector<std::string> names, io.list_folder(folder.path_));
  for (const std::string& name : names) {
    if (!ends_with(name, state_suffix)) continue;
    const std::string file = folder.path_ + "/" + name;
    VHC_TRY(LoadedState loaded, load_state(file, io));
    if (folder.state_file(loaded.state.origin) != file) {
      return fail(Errc::trust_state_damaged, file, "it is the state of another operator");
    }
    VHC_CHECK_OK(folder.settings_.hold(loaded.state, file, loaded.checksum));
    folder.states_.push_back(std::move(loaded.state));
    folder.checksums_.push_back(std::move(loaded.checksum));
  }
  VHC_CHECK_OK(folder.check_none_missing());
  return folder;
}

// Without its file an operator's denials would be gone, and with another operator's list nobody would notice. A pin
// that never had a list has nothing to lose: pinning was cut off.
Result<void> VenueFolder::check_none_missing() const {
  if (!settings_.pins) return {};
  for (const VenuePin& pin : *settings_.pins) {
    if (pin.list == 0 || find(pin.origin) != nullptr) continue;
    return fail(
        Errc::trust_state_damaged, state_file(pin.origin),
        "the file of an operator that is pinned here is missing: restore it, or pin the operator again and take "
        "the newest pack; to trust this operator no longer, take its pin out of venue.json");
  }
  return {};
}

const TrustState* VenueFolder::find(const std::string& origin) const {
  const auto is_it = [&origin](const TrustState& state) { return state.origin == origin; };
  const auto found = std::find_if(states_.begin(), states_.end(), is_it);
  return found == states_.end() ? nullptr : &*found;
}

std::string VenueFolder::state_file(const std::string& origin) const {
  return path_ + "/" + origin + std::string(state_suffix);
}

Result<void> VenueFolder::save(const TrustState& state, Io& io) {
  VHC_CHECK_OK(io.make_folder(path_));
  const std::string text = write_state(state);
  VenuePin pin = VenuePin::of(state);
  pin.next = checksum_of(text);
  const auto known = std::find_if(states_.begin(), states_.end(),
                                  [&state](const TrustState& one) { return one.origin == state.origin; });
  const auto place = static_cast<std::size_t>(known - states_.begin());
  if (known == states_.end()) {
    states_.push_back(state);
    checksums_.push_back(pin.next);
  }
  // The old file stays the known one, with its numbers, until the new one is there.
  const VenuePin old = VenuePin::of(states_[place]);
  pin.file = checksums_[place];
  std::tie(pin.root, pin.list, pin.live) = std::tie(old.root, old.list, old.live);
  settings_.set_pin(pin);
  VHC_CHECK_OK(save_settings(io));
  VHC_CHECK_OK(io.write_file(state_file(state.origin), text, {.overwrite = true}));
  states_[place] = state;
  checksums_[place] = pin.next;
  settings_.set_pin(pin_with(state, pin.next));
  return save_settings(io);
}

Result<void> VenueFolder::save_settings(Io& io) const {
  VHC_CHECK_OK(io.make_folder(path_));
  return io.write_file(path_ + "/venue.json", settings_text(settings_), {.overwrite = true});
}

Result<void> VenueFolder::save_pinned(const std::string& path, const TrustState& state, bool overwrite, Io& io) {
  VenueFolder folder;
  folder.path_ = path;
  VHC_TRY(folder.settings_, settings_to_pin_in(path, overwrite, io));
  if (!folder.settings_.pins) {
    VHC_TRY(const std::vector<std::string> names, io.list_folder(path));
    for (const std::string& name : names) {
      if (!ends_with(name, state_suffix)) continue;
      const auto other = load_state(path + "/" + name, io);
      if (other) folder.settings_.set_pin(pin_with(other->state, other->checksum));
    }
  }
  const std::string text = write_state(state);
  folder.settings_.set_pin(pin_with(state, checksum_of(text)));
  VHC_CHECK_OK(folder.save_settings(io));
  return io.write_file(folder.state_file(state.origin), text, {.overwrite = overwrite});
}

Result<void> VenueFolder::add_pins(Io& io) {
  if (settings_.pins) return {};
  for (std::size_t i = 0; i < states_.size(); ++i) settings_.set_pin(pin_with(states_[i], checksums_[i]));
  return save_settings(io);
}

Result<void> VenueFolder::accept_first_list(const TrustState& state, Io& io) {
  VHC_TRY(const auto networks, networks_of(state.data));
  for (const auto& [net, profile] : networks) {
    if (!settings_.accepts(state.origin, net)) settings_.accept.push_back(state.origin + "/" + net);
  }
  return save_settings(io);
}

void VenueFolder::count_uptime(const Io& io) {
  const auto uptime = io.uptime();
  if (!uptime) return;
  for (TrustState& state : states_) count_time(state, *uptime);
}

// Under the lock, and from what is in the folder then: somebody else may have taken a newer list meanwhile.
Result<void> VenueFolder::save_counted(Io& io) {
  VHC_TRY(const FolderLock lock, io.lock_folder(path_));
  VHC_TRY(VenueFolder now, open(path_, io));
  const std::vector<TrustState> before = now.states_;
  now.count_uptime(io);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool is_new = before[i].ran != now.states_[i].ran || !before[i].counted;
    if (is_new) VHC_CHECK_OK(now.save(now.states_[i], io));
  }
  *this = std::move(now);
  return {};
}

void VenueFolder::keep_time(Io& io) {
  if (!io.uptime()) return;
  count_uptime(io);
  const UnixTime clock = io.now();
  const auto is_behind = [clock](const TrustState& state) {
    return !state.time_forgotten && clock < state.latest + state.ran;
  };
  if (std::none_of(states_.begin(), states_.end(), is_behind)) return;
  if (const auto saved = save_counted(io); !saved) {
    io.say("warning  the clock is behind, and the time that runs cannot be kept in " + path_ + ": " +
           saved.error().what);
  }
}

std::vector<std::string> accepted_networks(const TrustState& state, const VenueSettings& settings) {
  std::vector<std::string> networks;
  const std::string prefix = state.origin + "/";
  for (const std::string& name : settings.accept) {
    if (name.substr(0, prefix.size()) == prefix) networks.push_back(name.substr(prefix.size()));
  }
  return networks;
}

Result<TrustList> VenueFolder::open_trust(std::optional<UnixTime> clock) const {
  if (states_.empty()) {
    return fail(Errc::trust_none, path_,
                "yours has venue.json in it; to begin, pin the operator's root: vhc trust "
                "pin --venue " +
                    path_ + " ROOT");
  }
  std::vector<SignedSource> sources;
  std::vector<Finding> findings;
  const auto signed_time = newest_signed_time(states_);
  for (const TrustState& state : states_) {
    for (Finding& finding : standing(state, settings_.freshness, clock)) findings.push_back(std::move(finding));
    if (state.list() == nullptr) continue;
    sources.push_back(
        source_of(state, accepted_networks(state, settings_), facts(state, settings_.freshness, clock, signed_time)));
  }
  if (sources.empty()) {
    return fail(Errc::trust_no_list, path_,
                "get a pack from the operator: vhc trust update --venue " + path_ + " PACK");
  }
  if (std::all_of(sources.begin(), sources.end(), [](const SignedSource& source) { return source.networks.empty(); })) {
    return fail(Errc::trust_none_accepted, path_ + "/venue.json",
                "vhc trust status --venue " + path_ + " names the networks; accept one: vhc trust accept --venue " +
                    path_ + " ORIGIN/NET");
  }
  return TrustList::from_signed(sources, std::move(findings));
}

Result<std::string> venue_path(const std::optional<std::string>& flag, const Io& io) {
  if (flag) return *flag;
  if (auto path = io.environment("VHC_VENUE")) return *std::move(path);
  return tl::unexpected(Error{Errc::usage, "no venue's folder was given", "--venue",
                              "--venue DIR, or VHC_VENUE: the folder with venue.json"});
}

}  // namespace vhc
