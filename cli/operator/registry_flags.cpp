#include "operator/registry_flags.h"

#include "vhc/key_record.h"

namespace vhc {

void add_list_flag(Verb& verb, RegistryFlags& flags) {
  verb.option("--list", flags.list, "DIR", "the operator's folder (default: VHC_LIST)");
}

void add_key_flags(Verb& verb, RegistryFlags& flags, const std::string& key_help) {
  verb.option("--key", flags.key, "FILE", key_help);
  verb.option(
      "--with", flags.with, "CMD",
      "sign with a device: the program CMD, a path, reads the text on standard input and writes a 64-byte signature");
  verb.option("--passphrase-file", flags.passphrase_file, "FILE",
              "read the passphrase from the first line of FILE (mode 0600)");
}

void add_operator_flags(Verb& verb, RegistryFlags& flags) {
  verb.option("--actor", flags.actor, "NAME", "who acts, for the journal (default: the system's user name)");
  verb.option("--at", flags.at, "TIME", "act as of TIME (RFC 3339; default: now)");
}

void add_why(Verb& verb, RegistryFlags& flags) {
  verb.required_option("--why", flags.why, "TEXT", "one line of reason, for the journal");
}

Result<UnixTime> operator_time(const RegistryFlags& flags, const Io& io) {
  if (!flags.at) return io.now();
  const auto time = parse_time(*flags.at);
  if (!time) return fail(Errc::time_format, "--at", time.error().hint);
  return *time;
}

Result<std::string> registry_path(const RegistryFlags& flags, const Io& io) {
  if (flags.list) return *flags.list;
  if (auto path = io.environment("VHC_LIST")) return *std::move(path);
  return tl::unexpected(Error{Errc::usage, "no operator's folder was given", "--list",
                              "--list DIR, or VHC_LIST: the folder with registry.json"});
}

Result<RegistryFolder> open_registry(const RegistryFlags& flags, Io& io) {
  VHC_TRY(const std::string path, registry_path(flags, io));
  return RegistryFolder::open(path, io);
}

Result<RegistryFolder> open_registry_locked(const RegistryFlags& flags, Io& io) {
  if (flags.why) VHC_CHECK_OK(check_reason(*flags.why, "--why"));
  if (flags.actor) VHC_CHECK_OK(check_reason(*flags.actor, "--actor"));
  VHC_TRY(const std::string path, registry_path(flags, io));
  return RegistryFolder::open_locked(path, io);
}

Result<OperatorAct> operator_act(const RegistryFlags& flags, const Io& io) {
  VHC_TRY(const UnixTime time, operator_time(flags, io));
  return OperatorAct{time, flags.actor ? *flags.actor : io.user_name()};
}

Result<void> note_down(const RegistryFolder& folder, const RegistryFlags& flags, const std::string& action,
                       const std::string& reason, Io& io) {
  VHC_TRY(const OperatorAct act, operator_act(flags, io));
  return folder.note_down(act, action, reason, io);
}

SignerSetup signer_setup(const RegistryFlags& flags) {
  return {flags.key, flags.with, flags.passphrase_file};
}

}  // namespace vhc
