#include "desk/desk_flags.h"

namespace vhc {
namespace {

Result<std::optional<UnixTime>> expiry(const DeskFlags& how, UnixTime at) {
  if (!how.expires) return std::optional<UnixTime>{};
  std::optional<UnixTime> expires;
  if (const auto span = parse_duration(*how.expires)) {
    expires = at + *span;
  } else if (const auto time = parse_time(*how.expires)) {
    expires = *time;
  } else {
    return fail(Errc::time_format, "--expires", "a span such as 90d, or a time such as 2027-11-23T00:00:00Z");
  }
  if (*expires <= at) return fail(Errc::issue_exp_not_after_nbf, "--expires");
  return expires;
}

}  // namespace

void add_signer_flag(Verb& verb, DeskFlags& flags) {
  verb.option("--with", flags.with, "CMD",
              "the key is elsewhere: CMD, a path, reads the text on standard input and writes a 64-byte signature");
}

Result<DeskSetup> desk_setup(const IssuerFlags& flags, const DeskFlags& how, const Io& io) {
  VHC_TRY(const UnixTime at, acting_time(flags, io));
  VHC_TRY(const std::optional<UnixTime> expires, expiry(how, at));
  return DeskSetup{.passphrase_file = flags.passphrase_file,
                   .at = at,
                   .expires = expires,
                   .no_rid = how.no_rid,
                   .with = how.with,
                   .actor = actor(flags, io)};
}

}  // namespace vhc
