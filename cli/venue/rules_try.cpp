// vhc rules try: what a card would get from rules, with nothing about its signature judged.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "shell/args.h"
#include "shell/io.h"
#include "venue/card_operands.h"
#include "venue/rules_flag.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"
#include "vhc/report.h"

namespace vhc {
namespace {

struct TryOptions {
  std::optional<std::string> rules;
  std::optional<std::string> card;
  std::optional<std::string> at;
  std::optional<std::string> zone;
  std::optional<std::string> network;
  bool clock_unknown = false;
};

// Facts as people write them down; a card's file has neither their braces nor their events.
bool is_facts(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && text[start] == '{' && text.find("\"events\"") != std::string_view::npos &&
         text.find("\"verifiableCredential\"") == std::string_view::npos;
}

void print(const RuleOutcome& outcome, Io& io) {
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.rules.try/1").member("met", outcome.met());
    write_outcome(json, outcome);
    io.out() << json.member("sentence", sentence(outcome)).end_object().take() << '\n';
    return;
  }
  io.out() << (outcome.met() ? "MET" : "NOT MET");
  if (!io.quiet()) {
    if (!outcome.met()) io.out() << " - " << displayed(sentence(outcome));
    if (!outcome.requirement.empty())
      io.out() << (outcome.met() ? " - by " : ", in ") << displayed(outcome.requirement);
    if (outcome.reason) io.out() << " (" << name(*outcome.reason) << ")";
  }
  io.out() << '\n';
}

// What every card must be before rules are asked.
std::optional<Errc> fault_of_content(const Inspection& inspection) {
  constexpr std::array faults{Errc::card_several_people, Errc::card_no_identity, Errc::card_nothing_given};
  for (const Errc warning : inspection.warnings) {
    if (std::find(faults.begin(), faults.end(), warning) != faults.end()) return warning;
  }
  return std::nullopt;
}

class Trial {
 public:
  Trial(const VenueRules& rules, const LocalCalendar& calendar, Now now, std::string network, Io& io)
      : rules_(rules), calendar_(calendar), now_(now), network_(std::move(network)), io_(io) {}

  Exit facts(const std::string& operand, std::string text) {
    auto input = read_card_facts(std::move(text));
    if (input) return answer(*std::move(input));
    Error error = std::move(input).error();
    error.where = operand + (error.where.empty() ? "" : ", ") + error.where;
    return io_.tell(error);
  }

  Exit card(const std::string& operand, const FoundCard& found) {
    const Inspection inspection = inspect(found);
    if (!inspection.contents) {
      if (inspection.fault) return io_.tell(*inspection.fault);
      return io_.tell(Error{Errc::card_unrecognised, std::string(info(Errc::card_unrecognised).sentence), operand, {}});
    }
    if (const auto fault = fault_of_content(inspection)) {
      return show({.answer = RuleAnswer::not_met, .reason = *fault});
    }
    return answer(rule_input(*inspection.contents, inspection.format->name, network_));
  }

 private:
  Exit answer(RuleInput input) {
    if (!network_.empty()) input.card.network = network_;
    input.now = now_;
    input.calendar = &calendar_;
    return show(rules_.evaluate(input));
  }

  Exit show(const RuleOutcome& outcome) {
    print(outcome, io_);
    return outcome.met() ? Exit::done : Exit::not_accepted;
  }

  const VenueRules& rules_;
  const LocalCalendar& calendar_;
  Now now_;
  std::string network_;
  Io& io_;
};

Exit try_operand(Trial& trial, const std::string& operand, Io& io) {
  auto opened = CardOperand::open(operand, io);
  if (!opened) return io.tell(opened.error());
  if (InputStream* const stream = opened->stream()) {
    const auto head = stream->head(max_card_facts_bytes + 1);
    if (!head) return io.tell(head.error());
    if (is_facts(*head)) return trial.facts(operand, std::string(*head));
  }
  Exit exit = Exit::done;
  const auto read =
      opened->each_card(io, [&](const FoundCard& card) { exit = worst(exit, trial.card(operand, card)); });
  return read ? exit : worst(exit, io.tell(read.error()));
}

Exit run_try(const TryOptions& options, Io& io) {
  const auto rules = read_rules_file(*options.rules, io);
  if (!rules) return io.tell(rules.error());
  const auto calendar = calendar_of(*rules, *options.rules, options.zone.value_or(""));
  if (!calendar) return io.tell(calendar.error());
  UnixTime at = io.now();
  if (options.at) {
    const auto given = parse_time(*options.at);
    if (!given) return io.tell(Error{Errc::time_format, given.error().what, "--at", given.error().hint});
    at = *given;
  }
  Trial trial(*rules, **calendar, {at, !options.clock_unknown}, options.network.value_or(""), io);
  const Exit exit = try_operand(trial, options.card.value_or("-"), io);
  if (!is_trouble(exit))
    io.say("note  only the rules were asked: signature, issuer and list are what vhc verify judges");
  return exit;
}

}  // namespace

void add_rules_try(Verb& rules, const std::string& program) {
  auto options = std::make_shared<TryOptions>();
  Verb& verb = rules.verb("try", "say what a card would get");
  verb.describe(
      "Asks rules about one card, to see on both sides of an edge whether they say what was meant. CARD is what verify "
      "takes, or a file with the facts of a card: {\"person\":{\"birthDate\":\"1990-05-01\"},\"card\":{\"format\":"
      "\"shc\",\"iss\":\"https://…\"},\"events\":[…]}; docs/rules-for-venues.md shows how events are written. Nothing "
      "else is judged: neither signature nor issuer.");
  verb.operand("RULES", options->rules, true);
  verb.operand("CARD", options->card, false);
  verb.option("--at", options->at, "TIME", "ask as of TIME (RFC 3339; default: now)");
  verb.option("--zone", options->zone, "ZONE", "whose days are counted, when the rules name no zone (Europe/Paris)");
  verb.option("--network", options->network, "ORIGIN/NET", "the network that the card is taken to come from");
  verb.flag("--clock-unknown", options->clock_unknown, "as on a device whose clock is not believed");
  verb.exits({3, 4, 10, 13, 14});
  verb.example("$ " + program + " rules try measles-school.json card.png");
  verb.example("$ " + program + " rules try covid-test.json facts.json --at 2026-11-10T12:00:00Z --zone Europe/Paris");
  verb.run([options](Io& io) { return run_try(*options, io); });
}

}  // namespace vhc
