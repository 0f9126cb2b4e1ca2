#include "desk/issuer_flags.h"

#include <algorithm>

namespace vhc {

void add_issuer_flag(Verb& verb, IssuerFlags& flags) {
  verb.option("--issuer", flags.issuer, "DIR", "the issuer's folder (default: VHC_ISSUER)");
}

void add_passphrase_flag(Verb& verb, IssuerFlags& flags) {
  verb.option(
      "--passphrase-file", flags.passphrase_file, "FILE",
      "read the passphrase from the first line of FILE: a pipe, \"-\" for standard input, or a file of mode 0600");
}

void add_acting_flags(Verb& verb, IssuerFlags& flags) {
  verb.option("--actor", flags.actor, "NAME", "who acts, for the journal (default: the system's user name)");
  verb.option("--at", flags.at, "TIME", "act as of TIME (RFC 3339; default: now)");
}

Result<std::string> issuer_path(const IssuerFlags& flags, const Io& io) {
  if (flags.issuer) return *flags.issuer;
  if (auto path = io.environment("VHC_ISSUER")) return *std::move(path);
  return tl::unexpected(Error{Errc::usage, "no issuer's folder was given", "--issuer",
                              "--issuer DIR, or VHC_ISSUER: the folder with issuer.json"});
}

Result<IssuerFolder> open_issuer(const IssuerFlags& flags, Io& io) {
  VHC_TRY(const std::string path, issuer_path(flags, io));
  return IssuerFolder::open(path, io);
}

Result<UnixTime> acting_time(const IssuerFlags& flags, const Io& io) {
  if (!flags.at) return io.now();
  auto time = parse_time(*flags.at);
  if (!time) return fail(Errc::time_format, "--at", time.error().hint);
  return time;
}

std::string actor(const IssuerFlags& flags, const Io& io) {
  return flags.actor ? *flags.actor : io.user_name();
}

Result<void> check_standard_input(const IssuerFlags& flags, const std::vector<std::string>& inputs) {
  if (flags.passphrase_file != "-" || std::find(inputs.begin(), inputs.end(), "-") == inputs.end()) return {};
  return tl::unexpected(Error{Errc::usage, "standard input cannot be the passphrase and what is read",
                              "--passphrase-file", "name a file for one of them"});
}

PassphraseSource passphrase_source(const IssuerFlags& flags, const std::string& folder, Io& io) {
  return {flags.passphrase_file, folder, io};
}

Result<std::optional<Secret>> new_passphrase(const IssuerFlags& flags, const std::string& prompt, Io& io) {
  if (flags.no_passphrase) {
    io.say(io.program() + ": warning: the key file is not sealed; use it for tests and demos only");
    return std::optional<Secret>{};
  }
  VHC_TRY(Secret secret,
          flags.passphrase_file ? io.read_passphrase_file(*flags.passphrase_file) : io.ask_passphrase(prompt, true));
  return std::optional<Secret>(std::move(secret));
}

Result<void> write_secret_file(const std::string& path, std::string_view text, Io& io) {
  return io.write_file(path, text, {.mode = 0600});
}

}  // namespace vhc
