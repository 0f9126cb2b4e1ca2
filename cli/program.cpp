#include "program.h"

#include <exception>
#include <iostream>

#include <openssl/crypto.h>

#include "help.h"

namespace vhc {
namespace {

int run_line(const Verb& root, const std::vector<std::string>& arguments, Io& io) {
  bool json = false;
  const auto line = parse_line(root, arguments, json);
  io.set_flags(json, line && line->quiet);
  if (line && line->help) {
    io.out() << help_page(*line->verb);
    return 0;
  }
  if (!line) return io.fail(line.error());
  return line->verb->body()(io);
}

}  // namespace

int run_program(const Verb& root, const std::vector<std::string>& arguments, Io& io) {
  int exit_code = 0;
  try {
    exit_code = run_line(root, arguments, io);
  } catch (const std::exception&) {
    // What the exception says may quote the input, so it is not shown.
    exit_code = io.fail({Errc::internal, std::string(info(Errc::internal).sentence), {}, "please report what you did"});
  }
  io.out().flush();
  if (!io.out()) return info(Errc::unwritable).exit_code;  // a broken pipe ends quietly
  return exit_code;
}

int run_main(int argc, char** argv, const std::string& name, const std::string& summary,
             void (*add_verbs)(Verb& root)) {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  harden_process();
  std::ios::sync_with_stdio(false);
  Verb root(name, summary, nullptr);
  add_verbs(root);
  Io io(real_world(), name);
  return run_program(root, {argv + 1, argv + argc}, io);
}

}  // namespace vhc
