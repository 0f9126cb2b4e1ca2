// A venue's folder: one state file for each operator that is pinned, and the venue's own settings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vhc/result.h"
#include "vhc/trust_list.h"
#include "vhc/trust_state.h"

namespace vhc {

class Io;

// What venue.json holds the state file of one operator to: the root that a person pinned, the newest numbers that were
// written, and the file itself, by its checksum. A state file of somebody else's root, an older one of our own, or one
// that somebody edited is refused.
struct VenuePin {
  std::string origin;
  std::string fingerprint;
  std::int64_t root = 0;
  std::int64_t list = 0;  // counts below the same root only: a recovery root takes lists back
  std::int64_t live = 0;  // counts below the same list only
  std::string file = {};  // the checksum at its end; empty: not written down by an earlier version
  std::string next = {};  // of the file that is about to take its place

  static VenuePin of(const TrustState& state);
  bool is_older_than(const VenuePin& other) const;
};

// venue.json. What is accepted is named ORIGIN/NET: a second operator cannot speak for the network of the first.
struct VenueSettings {
  std::vector<std::string> accept;
  std::optional<std::vector<VenuePin>> pins;  // none: a folder of the first release, where no pin was written down
  FreshnessPolicy freshness;
  std::string rules;  // a file, as the settings name it: in the folder, unless it begins with '/'; empty: none
  std::string zone;   // of the IANA database; empty: not said

  bool accepts(const std::string& origin, const std::string& net) const;
  // Fails with trust_not_pinned, trust_rollback or trust_state_damaged; `checksum` is that of `file`.
  Result<void> hold(const TrustState& state, const std::string& file, const std::string& checksum) const;
  const VenuePin* pin_of(const std::string& origin) const;
  void set_pin(VenuePin pin);
};

// The settings of a venue's folder alone; a folder without them accepts nothing yet. Fails as VenueFolder::open().
Result<VenueSettings> read_venue_settings(const std::string& folder, Io& io);

class VenueFolder {
 public:
  // A folder that does not exist yet is an empty one. Fails with trust_state_damaged, trust_not_pinned or
  // trust_rollback and the file, or with what read_state() says: nothing is repaired.
  static Result<VenueFolder> open(std::string path, Io& io);

  const std::string& path() const noexcept { return path_; }
  const std::vector<TrustState>& states() const noexcept { return states_; }
  VenueSettings& settings() noexcept { return settings_; }
  const VenueSettings& settings() const noexcept { return settings_; }
  const TrustState* find(const std::string& origin) const;

  // What is about to be written, and then the state: cut off in between, the old one is still what is known.
  Result<void> save(const TrustState& state, Io& io);
  // The first state of an operator, or one in place of what is there. Cut off after its pin, the old state is refused
  // and the operator has to be pinned again.
  static Result<void> save_pinned(const std::string& path, const TrustState& state, bool overwrite, Io& io);
  // Writes down the pins of a folder of the first release.
  Result<void> add_pins(Io& io);
  Result<void> save_settings(Io& io) const;
  // The networks of the first list of an operator are accepted; later ones when the venue says so.
  Result<void> accept_first_list(const TrustState& state, Io& io);

  // Counts the time that this machine has run, so that lists end although the clock stands still.
  void count_uptime(const Io& io);
  // The same, and while the clock is behind what was signed the count is kept in the folder: it goes on from run to
  // run. Says so when it cannot be kept.
  void keep_time(Io& io);

  // Everything that is accepted here, for judging. `clock` is absent when the time of judging was given. Fails with
  // trust_none when nobody is pinned, trust_no_list when nobody pinned has a list yet, trust_none_accepted when none of
  // their networks counts here.
  Result<TrustList> open_trust(std::optional<UnixTime> clock) const;

 private:
  static Result<VenueFolder> open_once(const std::string& path, Io& io);
  Result<void> check_none_missing() const;
  Result<void> save_counted(Io& io);
  std::string state_file(const std::string& origin) const;
  std::string path_;
  VenueSettings settings_;
  std::vector<TrustState> states_;
  std::vector<std::string> checksums_;  // of their files, as they were read
};

// The networks of `state` that the venue accepts, or all of a list that is judged without a folder.
std::vector<std::string> accepted_networks(const TrustState& state, const VenueSettings& settings);

// The folder that --venue or VHC_VENUE names.
Result<std::string> venue_path(const std::optional<std::string>& flag, const Io& io);

}  // namespace vhc
