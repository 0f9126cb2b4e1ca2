#include "shell/program.h"

#include <iostream>

#include <openssl/crypto.h>

#include "shell/help.h"

namespace vhc {
namespace {

Exit run_line(const Verb& root, const std::vector<std::string>& arguments, Io& io) {
  const auto line = parse_line(root, arguments);
  if (!line) {
    io.set_flags(asks_for_json(arguments), false);
    return io.tell(line.error());
  }
  io.set_flags(line->json, line->quiet);
  if (!line->help) return line->verb->body()(io);
  io.out() << help_page(*line->verb);
  return Exit::done;
}

}  // namespace

int run_program(const Verb& root, const std::vector<std::string>& arguments, Io& io) {
  Exit exit = Exit::done;
  try {
    exit = run_line(root, arguments, io);
  } catch (...) {
    // What an exception says may quote the input, so it is not shown.
    exit = io.tell({Errc::internal, std::string(info(Errc::internal).sentence), {}, "please report what you did"});
  }
  return to_int(io.finish(exit));
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
