#include "vhc/import_vci.h"

#include <algorithm>
#include <map>

#include "vhc/base64url.h"
#include "vhc/display_text.h"
#include "vhc/list_edit.h"

namespace vhc {
namespace {

using Lines = std::map<std::string, IssuerLine>;

// U+FFFD stands where a character cannot be shown; a list has such names without them (V21).
std::string clean_name(std::string_view name) {
  constexpr std::string_view replaced = "\xEF\xBF\xBD";
  std::string shown = displayed(name);
  for (std::size_t at = shown.find(replaced); at != std::string::npos; at = shown.find(replaced, at)) {
    shown.erase(at, replaced.size());
  }
  return shown;
}

// Lists have no time before 1970.
UnixTime on_list(UnixTime time) {
  return std::max(time, UnixTime{});
}

IssuerLine to_line(const ListedIssuer& issuer, const std::string& net, UnixTime snapshot) {
  IssuerLine line{.net = net, .iss = issuer.iss, .name = clean_name(issuer.name)};
  if (issuer.status == IssuerStatus::suspended) {
    line.status = IssuerLineStatus::suspended;
    line.why = "not in the directory";
  }
  if (issuer.last_seen && snapshot - *issuer.last_seen > vci_issuer_stale_after)
    line.stale = on_list(*issuer.last_seen);
  return line;
}

void add_key(IssuerLine& line, const TrustEntry& entry, UnixTime snapshot) {
  line.keys.push_back(to_key_line({entry.kid, entry.key, entry.crl_version}));
  if (entry.revocations == nullptr) return;
  CrlLine crl = to_crl_line(*entry.revocations);
  if (entry.last_seen && snapshot - *entry.last_seen > revocations_fresh_for) crl.stale = on_list(*entry.last_seen);
  line.crl.push_back(std::move(crl));
}

// The snapshot as lines of a list.
Lines lines_of(const VciDirectory& directory, const std::vector<VciIssuer>& names, const std::string& net) {
  Lines lines;
  for (const ListedIssuer* issuer : directory.trust.issuers()) {
    lines.emplace(issuer->iss, to_line(*issuer, net, directory.time));
  }
  for (const TrustEntry* entry : directory.trust.entries()) {
    const auto line = lines.find(entry->iss);
    if (line != lines.end()) add_key(line->second, *entry, directory.time);
  }
  for (const VciIssuer& issuer : names) {
    const auto line = lines.find(issuer.iss);
    if (line == lines.end()) continue;
    line->second.web = clean_name(issuer.website);
    line->second.same = clean_name(issuer.canonical_iss);
  }
  for (auto& [iss, line] : lines) {
    std::sort(line.keys.begin(), line.keys.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
    std::sort(line.crl.begin(), line.crl.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
  }
  return lines;
}

// What slipped through the limits of the reader costs its issuer, not the import.
std::vector<std::string> take_out_unfit(Lines& lines) {
  std::vector<std::string> unfit;
  for (auto line = lines.begin(); line != lines.end();) {
    if (write_line(line->second)) {
      ++line;
    } else {
      unfit.push_back(line->first);
      line = lines.erase(line);
    }
  }
  return unfit;
}

const KeyLine* key_of(const IssuerLine& line, const std::string& kid) {
  const auto found =
      std::find_if(line.keys.begin(), line.keys.end(), [&](const KeyLine& key) { return key.kid == kid; });
  return found == line.keys.end() ? nullptr : &*found;
}

bool has_common_key(const IssuerLine& a, const IssuerLine& b) {
  return std::any_of(a.keys.begin(), a.keys.end(), [&](const KeyLine& key) {
    const KeyLine* const other = key_of(b, key.kid);
    return other != nullptr && other->material == key.material;
  });
}

class Import {
 public:
  Import(const TrustLines& base, std::string net, const Proposals& held) : net_(std::move(net)), held_(&held) {
    result_.draft = base;
  }

  // The first import of a network has nothing to compare with: it takes what passes the rules.
  void take_all(Lines&& lines) {
    for (auto& [iss, line] : lines) {
      ++result_.added_issuers;
      result_.added_keys += line.keys.size();
      result_.draft.issuers.push_back(std::move(line));
    }
  }

  void take_changes(const Lines& lines) {
    for (IssuerLine& held : result_.draft.issuers) {
      if (held.net != net_) continue;
      const auto served = lines.find(held.iss);
      if (served == lines.end()) {
        ++result_.missing_issuers;
      } else {
        take_issuer(held, served->second);
      }
    }
    for (const auto& served : lines) {
      const IssuerLine& line = served.second;
      const auto is_it = [&](const IssuerLine& held) { return held.net == net_ && held.iss == line.iss; };
      if (std::any_of(result_.draft.issuers.begin(), result_.draft.issuers.end(), is_it)) continue;
      wanted_.push_back(line);
    }
  }

  // What waited before, with what this import wants beside it, as far as nobody refused it and the draft lacks it.
  void take_proposals() {
    std::vector<ImportProposal> before = proposals_in(held_->waiting, result_.draft);
    for (const IssuerLine& line : held_->waiting.issuers) {
      const auto is_it = [&line](const IssuerLine& other) { return other.net == line.net && other.iss == line.iss; };
      const auto wanted = std::find_if(wanted_.begin(), wanted_.end(), is_it);
      if (wanted == wanted_.end()) {
        wanted_.push_back(line);
      } else {
        keep_waiting(line, *wanted);
      }
    }
    for (IssuerLine& line : wanted_) {
      const auto is_it = [&line](const IssuerLine& other) { return other.net == line.net && other.iss == line.iss; };
      const auto held = std::find_if(result_.draft.issuers.begin(), result_.draft.issuers.end(), is_it);
      const bool is_there = held != result_.draft.issuers.end();
      if (keep_open(line, is_there ? &*held : nullptr, *held_)) result_.proposed.issuers.push_back(std::move(line));
    }
    const auto waited = [&](const ImportProposal& one) {
      return std::find(before.begin(), before.end(), one) != before.end();
    };
    for (ImportProposal& one : proposals_in(result_.proposed, result_.draft)) {
      if (!waited(one)) result_.proposals.push_back(std::move(one));
    }
  }

  VciImport take() && { return std::move(result_); }

 private:
  void take_issuer(IssuerLine& held, const IssuerLine& served) {
    const IssuerLine before = held;
    // V22: whoever buys a lapsed domain serves a key of his own. Only somebody who was there all the time, and still
    // shows a key we hold, adds keys alone. A public key that is served again proves nothing: whoever was long unseen
    // stays so until a person accepts.
    const bool is_trusted_to_add = !held.stale && !served.stale && has_common_key(held, served);
    std::vector<KeyLine> open;
    for (const KeyLine& key : served.keys) take_key(held, key, is_trusted_to_add, open);
    for (const KeyLine& key : held.keys) result_.missing_keys += key_of(served, key.kid) == nullptr ? 1U : 0U;
    take_lists(held, served);
    if (served.stale && !held.stale) held.stale = served.stale;
    want(held, served, std::move(open));
    result_.changed_issuers += before == held ? 0U : 1U;
  }

  // The line as it would be after accepting everything.
  void want(const IssuerLine& held, const IssuerLine& served, std::vector<KeyLine> open) {
    IssuerLine wanted = held;
    for (KeyLine& key : open) put(wanted, std::move(key));
    if (!served.stale) wanted.stale.reset();
    if (served.status == IssuerLineStatus::suspended && held.status == IssuerLineStatus::active) {
      ++result_.newly_delisted;
      wanted.status = IssuerLineStatus::suspended;
      wanted.why = served.why;
    }
    wanted_.push_back(std::move(wanted));
  }

  // What an earlier import proposed and the source does not say any more waits on.
  static void keep_waiting(const IssuerLine& line, IssuerLine& wanted) {
    for (const KeyLine& key : line.keys) {
      if (key_of(wanted, key.kid) == nullptr) put(wanted, KeyLine(key));
    }
    if (!line.stale) wanted.stale.reset();
    if (line.status == IssuerLineStatus::suspended && wanted.status == IssuerLineStatus::active) {
      wanted.status = line.status;
      wanted.why = line.why;
    }
  }

  static void put(IssuerLine& line, KeyLine key) {
    std::erase_if(line.keys, [&key](const KeyLine& other) { return other.kid == key.kid; });
    line.keys.push_back(std::move(key));
    sort(line);
  }

  void take_key(IssuerLine& held, const KeyLine& key, bool may_add, std::vector<KeyLine>& open) {
    const KeyLine* const known = key_of(held, key.kid);
    if (known == nullptr) {
      if (!may_add || held_->is_refused(held.net, held.iss, key.kid)) {
        open.push_back(key);
        return;
      }
      held.keys.push_back(key);
      sort(held);
      ++result_.added_keys;
    } else if (known->material != key.material) {
      open.push_back(key);
    } else if (key.counter && (!known->counter || *key.counter > *known->counter)) {
      raise_counter(held, key);
    }
  }

  static void raise_counter(IssuerLine& line, const KeyLine& key) {
    for (KeyLine& held : line.keys) {
      if (held.kid == key.kid) held.counter = key.counter;
    }
  }

  static void sort(IssuerLine& line) {
    std::sort(line.keys.begin(), line.keys.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
  }

  void take_lists(IssuerLine& held, const IssuerLine& served) {
    for (const CrlLine& list : served.crl) {
      if (key_of(held, list.kid) == nullptr) continue;
      const Finding refused = merge_list(held, list);
      if (refused.where.empty()) continue;
      result_.questions.push_back({Errc::rule_v14, held.iss + " " + list.kid + ": " + refused.detail});
    }
  }

  Finding merge_list(IssuerLine& held, const CrlLine& list) {
    const IssuerLine before = held;
    Finding finding = vhc::merge_list(held, list);
    result_.changed_lists += before.crl == held.crl ? 0U : 1U;
    return finding;
  }

  std::string net_;
  const Proposals* held_;
  std::vector<IssuerLine> wanted_;
  VciImport result_;
};

std::string hash_of(const std::string& bytes) {
  return to_base64url(sha256(as_bytes(bytes)));
}

struct Held {
  std::size_t issuers = 0;
  std::size_t keys = 0;
};

Held held_in(const TrustLines& lines, const std::string& net) {
  Held held;
  for (const IssuerLine& line : lines.issuers) {
    if (line.net != net) continue;
    ++held.issuers;
    held.keys += line.keys.size();
  }
  return held;
}

void ask(VciImport& result, const VciDirectory& directory, const Held& before, UnixTime now) {
  if (now > directory.time + vci_fresh_for) {
    const auto days = std::chrono::duration_cast<std::chrono::days>(now - directory.time).count();
    result.questions.push_back({Errc::rule_v3, "the snapshot is " + std::to_string(days) + " days old (limit 7 d)"});
  }
  const auto ask_of_loss = [&result](std::size_t missing, std::size_t held, const std::string& what) {
    if (missing * 100 <= held * max_loss_percent) return;
    result.questions.push_back({Errc::rule_v17, std::to_string(missing) + " of " + std::to_string(held) + " " + what +
                                                    " are gone from the snapshot"});
  };
  ask_of_loss(result.missing_issuers, before.issuers, "issuers");
  ask_of_loss(result.missing_keys, before.keys, "keys");
}

}  // namespace

Result<VciImport> import_vci(const TrustLines& base, const std::string& net, const VciDirectory& directory,
                             const VciFiles& files, const Sha256& pin, const std::vector<VciIssuer>& names,
                             UnixTime now, const Proposals& held) {
  if (directory.trust.num_issuers() == 0) return fail(Errc::registry_empty, "vci_snapshot.json");
  const std::string digest = hash_of(files.snapshot);
  const auto is_net = [&net](const NetworkLine& line) { return line.net == net; };
  const auto known = std::find_if(base.networks.begin(), base.networks.end(), is_net);
  if (known != base.networks.end() && known->source && known->source->what == "vci") {
    if (directory.time < known->source->time) {
      return fail(Errc::trust_rollback, "snapshot of " + to_rfc3339(directory.time),
                  "a newer one was imported: " + to_rfc3339(known->source->time));
    }
    if (directory.time == known->source->time) {
      if (digest != known->source->sha256) {
        return fail(Errc::rule_v2, digest + ", before: " + known->source->sha256,
                    "ask the directory which one is right");
      }
      VciImport same;
      same.draft = base;
      same.proposed = held.waiting;
      same.unchanged = true;
      return same;
    }
  }
  const Held before = held_in(base, net);
  Import import(base, net, held);
  Lines lines = lines_of(directory, names, net);
  std::vector<std::string> unfit = take_out_unfit(lines);
  if (before.issuers == 0) {
    import.take_all(std::move(lines));
  } else {
    import.take_changes(lines);
  }
  import.take_proposals();
  VciImport result = std::move(import).take();
  result.unfit = std::move(unfit);
  VHC_CHECK_OK(add_network(result.draft, net, Profile::shc, ""));
  const ListSource source{"vci", directory.time, digest, to_base64url(pin)};
  std::find_if(result.draft.networks.begin(), result.draft.networks.end(), is_net)->source = source;
  result.proposed.networks = held.waiting.networks;
  if (!result.proposed.issuers.empty()) VHC_CHECK_OK(add_network(result.proposed, net, Profile::shc, ""));
  ask(result, directory, before, now);
  return result;
}

}  // namespace vhc
