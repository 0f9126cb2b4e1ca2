// version, help, completion: what every program of ours has.
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "shell/help.h"
#include "shell/io.h"
#include "verbs.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

struct HelpOptions {
  std::vector<std::string> words;
  std::optional<std::string> manual;
};

Exit write_manual(const Verb& root, const std::string& folder, Io& io) {
  if (const auto made = io.make_folder(folder); !made) return io.tell(made.error());
  for (const ManualPage& page : manual_pages(root)) {
    const auto written = io.write_file(folder + "/" + page.file, page.text, {.overwrite = true});
    if (!written) return io.tell(written.error());
  }
  return Exit::done;
}

Exit run_help(const Verb& root, const HelpOptions& options, Io& io) {
  if (options.manual) return write_manual(root, *options.manual, io);
  for (const HelpTopic& topic : root.topics()) {
    if (options.words != std::vector{topic.name}) continue;
    io.out() << topic_page(topic);
    return Exit::done;
  }
  const auto verb = find_verb(root, options.words);
  if (!verb) return io.tell(verb.error());
  io.out() << help_page(**verb);
  return Exit::done;
}

Exit run_version(Io& io) {
  if (io.json()) {
    io.out() << JsonWriter()
                    .begin_object()
                    .member("schema", "vhc.version/1")
                    .member("program", io.program())
                    .member("version", VHC_VERSION)
                    .end_object()
                    .text()
             << '\n';
  } else {
    io.out() << io.program() << " " VHC_VERSION "\n";
  }
  return Exit::done;
}

}  // namespace

void add_version(Verb& root) {
  auto unused = std::make_shared<bool>(false);  // the parser makes the verb of it
  root.flag("--version", *unused, "print the version").verb("version", "print the version").run([unused](Io& io) {
    return run_version(io);
  });
}

void add_help(Verb& root) {
  auto options = std::make_shared<HelpOptions>();
  root.verb("help", "show the help page of a command")
      .describe("Shows the page of a command, as COMMAND --help does, or of a topic; without one, the list of both.")
      .operand("COMMAND", options->words, false)
      .option("--manual", options->manual, "DIR", "write all manual pages into this folder")
      .exits({3})
      .example("$ " + root.name() + " help verify")
      .run([&root, options](Io& io) { return run_help(root, *options, io); });
}

void add_completion(Verb& root) {
  auto shell = std::make_shared<std::optional<std::string>>();
  root.verb("completion", "print a completion script for bash, zsh or fish")
      .operand("SHELL", *shell, true)
      .example("$ " + root.name() + " completion bash > /etc/bash_completion.d/" + root.name())
      .run([&root, shell](Io& io) {
        const auto script = completion(root, **shell);
        if (!script) return io.tell(script.error());
        io.out() << *script;
        return Exit::done;
      });
}

}  // namespace vhc
