// A venue's folder: one state file for each operator that is pinned, and the venue's own settings.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vhc/result.h"
#include "vhc/trust_list.h"
#include "vhc/trust_state.h"

namespace vhc {

class Io;

// venue.json. What is accepted is named ORIGIN/NET: a second operator cannot speak for the network of the first.
struct VenueSettings {
  std::vector<std::string> accept;
  FreshnessPolicy freshness;

  bool accepts(const std::string& origin, const std::string& net) const;
};

class VenueFolder {
 public:
  // A folder that does not exist yet is an empty one. Fails with trust_state_damaged and the file, or what read_state()
  // says: nothing is repaired.
  static Result<VenueFolder> open(std::string path, Io& io);

  const std::string& path() const noexcept { return path_; }
  const std::vector<TrustState>& states() const noexcept { return states_; }
  VenueSettings& settings() noexcept { return settings_; }
  const VenueSettings& settings() const noexcept { return settings_; }
  const TrustState* find(const std::string& origin) const;

  Result<void> save(const TrustState& state, Io& io) const;
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
  Result<void> save_counted(Io& io);
  std::string state_file(const std::string& origin) const;
  std::string path_;
  VenueSettings settings_;
  std::vector<TrustState> states_;
};

// The networks of `state` that the venue accepts, or all of a list that is judged without a folder.
std::vector<std::string> accepted_networks(const TrustState& state, const VenueSettings& settings);

// The folder that --venue or VHC_VENUE names.
Result<std::string> venue_path(const std::optional<std::string>& flag, const Io& io);

}  // namespace vhc
