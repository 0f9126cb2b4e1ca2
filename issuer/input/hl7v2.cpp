// HL7 v2: messages of one person after the other, wherever they stand in the file.
#include <unordered_map>
#include <unordered_set>

#include "input/hl7_date.h"
#include "input/hl7_records.h"
#include "input/person_index.h"
#include "input/persons.h"
#include "input/readers.h"

namespace vhc {

// An order that was canceled takes back what was reported under its number, also when no dose stands under it now.
void Hl7SectionReader::take_back_order(const Hl7Section& section, std::size_t orc, Dossier& dossier) const {
  const OrderState state = hl7_order_state(view_, view_.segment(orc));
  if (state != OrderState::canceled && state != OrderState::error) return;
  for (std::size_t i = orc + 1; i < section.end && view_.segment(i).name() != "ORC"; ++i) {
    if (view_.segment(i).name() == "RXA") return;
  }
  const std::string number = hl7_order_number(view_, view_.segment(orc));
  if (number.empty()) return;
  clerk_.take_removal(dossier, {.line = view_.segment(orc).line, .places = {.record = "ORC-1"}, .event = number});
}

const Hl7Segment* Hl7SectionReader::specimen_after(const Hl7Section& section, std::size_t index) const {
  for (std::size_t i = index + 1; i < section.end; ++i) {
    const std::string_view name = view_.segment(i).name();
    if (name == "SPM") return &view_.segment(i);
    if (name == "OBR") break;
  }
  return nullptr;
}

// An ORC rules every RXA under it, up to the next one.
void Hl7SectionReader::read(const Hl7Section& section, Dossier& dossier) {
  order_ = nullptr;
  request_ = nullptr;
  const std::string sent = view_.text(view_.head(), 7, 1);
  message_day_ = hl7_day(sent);
  constexpr std::size_t to_the_second = 14;
  stamp_ = sent.size() >= to_the_second && sent.find_first_of("+-") == std::string::npos ? sent.substr(0, to_the_second)
                                                                                         : std::string{};
  for (std::size_t i = section.pid + 1; i < section.end; ++i) {
    const Hl7Segment& segment = view_.segment(i);
    const std::string_view name = segment.name();
    if (dossier.decisions.size() > max_person_records) return Clerk::overflow(dossier, segment.line);
    if (name == "ORC") order_ = &segment;
    if (name == "ORC" && kind_ != Hl7Kind::results) take_back_order(section, i, dossier);
    if (name == "OBR") {
      request_ = &segment;
      if (kind_ == Hl7Kind::results) take_back_results(segment, dossier);
    }
    if (name == "RXA") read_dose(segment, dossier);
    if (name == "OBX" && kind_ == Hl7Kind::results) read_result(segment, specimen_after(section, i), dossier);
  }
}

namespace {

// Whether anything in it takes back or updates.
bool takes_back(const Hl7View& view, const Hl7Section& section, Hl7Kind kind) {
  const Hl7Segment* order = nullptr;
  for (std::size_t i = section.pid + 1; i < section.end; ++i) {
    const Hl7Segment& segment = view.segment(i);
    const std::string_view name = segment.name();
    if (name == "ORC") order = &segment;
    if (name == "ORC" && hl7_order_state(view, segment) != OrderState::none) return true;
    if (name == "OBR" && view.text(segment, 25, 1) == "X") return true;
    if (name == "OBX" && kind == Hl7Kind::results && view.text(segment, 11, 1) != "F") return true;
    if (name != "RXA") continue;
    const DoseClaim claim = hl7_claim(view, segment, order);
    if (says_not_given(claim) || claim.action == Action::update) return true;
  }
  return false;
}

class Hl7Persons final : public PersonSource {
 public:
  Hl7Persons(const InputFile& file, const InputRules& rules)
      : file_(file), rules_(rules), clerk_(rules), far_bytes_(file, ByteWindow::random) {
    summary_.kind = InputKind::hl7v2;
  }

  Result<void> open(const ByteWatch& watch);
  Result<bool> next(Intake& person) override;

 private:
  // A section, and whom its PID names.
  struct Part {
    Hl7Section section;
    Intake found;
  };
  // A person of the message at hand.
  struct Named {
    std::string key;  // empty: refused, and so nobody else
    std::vector<Part> parts;
  };

  void survey(const Hl7Message& message);
  void survey_events(const Hl7View& view, const Hl7Section& section, Hl7Kind kind, const EventIndex::Entry& whose);
  bool advance();
  void take(const Hl7View& view, const Hl7Standing& standing, Part&& part, Dossier& dossier) const;
  void take_far(const std::string& key, Dossier& dossier);
  bool read_far(std::uint64_t number);
  EventSharing look(const EventIndex::Entry& whose, std::string_view event, std::int64_t line) const;
  EventIndex::Entry whose(const Intake& found) const;
  Result<void> faults() const;

  const InputFile& file_;
  const InputRules& rules_;
  Clerk clerk_;
  PersonIndex index_;
  EventIndex events_;
  std::unordered_set<std::uint64_t> withdrawn_;  // offsets of messages
  std::optional<ByteWindow> bytes_;
  std::optional<Hl7Reader> reader_;
  ByteWindow far_bytes_;
  Hl7Message message_;
  // Messages by number, and what far_message_ is: with many people it is read once for those that follow each other.
  struct Start {
    std::uint64_t offset = 0;
    std::int64_t line = 0;
  };
  std::vector<Start> starts_;
  std::uint64_t number_ = 0;  // of message_
  Hl7Message far_message_;
  std::vector<Hl7Section> far_sections_;
  std::optional<std::uint64_t> far_number_;
  Hl7Standing standing_;
  std::vector<Named> named_;
  std::size_t next_named_ = 0;
};

Result<void> Hl7Persons::faults() const {
  if (bytes_ && bytes_->fault()) return tl::unexpected(*bytes_->fault());
  if (far_bytes_.fault()) return tl::unexpected(*far_bytes_.fault());
  return {};
}

EventIndex::Entry Hl7Persons::whose(const Intake& found) const {
  const std::string key = grouping_key(found);
  const std::string name = name_and_birth(found);
  const auto short_hash = [this](const std::string& text) {
    return text.empty() ? 0U : static_cast<std::uint32_t>(index_.hash(text)) | 1U;
  };
  return {.person = short_hash(key), .name = short_hash(name)};
}

// A section that takes nothing back tells its numbers alone; any other is read as it will be.
void Hl7Persons::survey_events(const Hl7View& view, const Hl7Section& section, Hl7Kind kind,
                               const EventIndex::Entry& whose) {
  const auto add = [&](const std::string& event, std::int64_t line, bool removes) {
    EventIndex::Entry entry = whose;
    entry.event = index_.hash(event);
    entry.line = static_cast<std::uint32_t>(line);
    entry.removes = removes;
    events_.add(entry);
  };
  if (!takes_back(view, section, kind)) {
    const Hl7Segment* order = nullptr;
    for (std::size_t i = section.pid + 1; i < section.end; ++i) {
      const Hl7Segment& segment = view.segment(i);
      if (segment.name() == "ORC") order = &segment;
      if (segment.name() != "RXA" || order == nullptr) continue;
      if (const std::string number = hl7_order_number(view, *order); !number.empty()) add(number, segment.line, false);
    }
    return;
  }
  Dossier dossier;
  Hl7SectionReader(view, kind, rules_, clerk_).read(section, dossier);
  for (const Decision& decision : dossier.decisions) {
    const bool speaks = decision.removes || decision.updates;
    if (!decision.event.empty()) add(decision.event, decision.line, speaks);
    if (speaks && whose.name != 0) add(unnumbered_event(decision.day, decision.code), decision.line, true);
  }
}

void Hl7Persons::survey(const Hl7Message& message) {
  ++summary_.records;
  starts_.push_back({message.offset, message.line()});
  const Hl7View view(message);
  Hl7Standing standing = standing_of(view);
  if (standing.obstacle) return note(*std::move(standing.obstacle));
  if (standing.is_test) note({message.line(), "MSH-11", Severity::warning, Errc::in_test_message});
  std::int64_t place = 0;
  for (const Hl7Section& section : view.sections()) {
    const Intake found = hl7_person(view, view.segment(section.pid), clerk_);
    const std::string key = grouping_key(found);
    if (!key.empty()) index_.add(index_.hash(key), starts_.size() - 1, place);
    ++place;
    survey_events(view, section, standing.kind, whose(found));
  }
}

Result<void> Hl7Persons::open(const ByteWatch& watch) {
  bytes_.emplace(file_, ByteWindow::sequential, watch);
  const auto fault = [this](const Hl7Fault& f) { note({f.line, std::string(f.field), Severity::error, f.code}); };
  const auto withdraw = [this] {
    withdrawn_.insert(message_.offset);
    --summary_.records;
  };
  Hl7Reader reader(*bytes_, fault, withdraw);
  while (reader.next(message_)) survey(message_);
  VHC_CHECK_OK(faults());
  index_.finish();
  events_.finish();
  bytes_.emplace(file_, ByteWindow::sequential);
  reader_.emplace(
      *bytes_, [](const Hl7Fault&) {}, [] {});
  return {};
}

// The next message that says something of persons who were not handed over yet.
bool Hl7Persons::advance() {
  named_.clear();
  next_named_ = 0;
  while (reader_->next(message_)) {
    while (number_ + 1 < starts_.size() && starts_[number_].offset < message_.offset) ++number_;
    if (withdrawn_.contains(message_.offset)) continue;
    const Hl7View view(message_);
    standing_ = standing_of(view);
    if (standing_.obstacle) continue;
    std::unordered_map<std::string, std::size_t> places;
    for (const Hl7Section& section : view.sections()) {
      Intake found = hl7_person(view, view.segment(section.pid), clerk_);
      std::string key = grouping_key(found);
      if (!key.empty() && index_.is_taken(index_.hash(key), number_)) continue;
      const auto [place, is_new] = key.empty() ? std::pair(places.end(), true) : places.emplace(key, named_.size());
      if (is_new) named_.push_back({std::move(key), {}});
      Named& named = is_new ? named_.back() : named_[place->second];
      named.parts.push_back({section, std::move(found)});
    }
    if (!named_.empty()) return true;
  }
  return false;
}

void Hl7Persons::take(const Hl7View& view, const Hl7Standing& standing, Part&& part, Dossier& dossier) const {
  if (standing.other_structure) {
    Clerk::warn(part.found, view.message().line(), "MSH-9", Errc::in_structure_mismatch);
  }
  if (standing.is_test) Clerk::warn(part.found, view.message().line(), "MSH-11", Errc::in_test_message);
  clerk_.join(dossier, std::move(part.found), "PID-3");
  Hl7SectionReader(view, standing.kind, rules_, clerk_).read(part.section, dossier);
}

bool Hl7Persons::read_far(std::uint64_t number) {
  if (far_number_ == number) return true;
  far_number_.reset();
  Hl7Reader far(
      far_bytes_, [](const Hl7Fault&) {}, [] {});
  const Start& start = starts_[number];
  far.seek(start.offset, start.line);
  if (!far.next(far_message_)) return false;
  far_sections_ = Hl7View(far_message_).sections();
  far_number_ = number;
  return true;
}

// The person's further messages.
void Hl7Persons::take_far(const std::string& key, Dossier& dossier) {
  for (PersonIndex::Place& place : index_.places_of(index_.hash(key))) {
    const std::uint64_t number = place.offset();
    if (place.is_taken() || number <= number_ || withdrawn_.contains(starts_[number].offset)) continue;
    if (!read_far(number)) continue;
    const auto at = static_cast<std::size_t>(place.line());
    if (at >= far_sections_.size()) continue;
    const Hl7View view(far_message_);
    Intake found = hl7_person(view, view.segment(far_sections_[at].pid), clerk_);
    if (grouping_key(found) != key) continue;
    place.take();
    if (!dossier.overflow) take(view, standing_of(view), {far_sections_[at], std::move(found)}, dossier);
  }
}

EventSharing Hl7Persons::look(const EventIndex::Entry& whose, std::string_view event, std::int64_t line) const {
  EventIndex::Entry own = whose;
  own.event = index_.hash(event);
  own.line = static_cast<std::uint32_t>(line);
  return events_.look(own);
}

Result<bool> Hl7Persons::next(Intake& person) {
  if (next_named_ == named_.size() && !advance()) {
    VHC_CHECK_OK(faults());
    return false;
  }
  Named& named = named_[next_named_++];
  Dossier dossier;
  const EventIndex::Entry own = whose(named.parts.front().found);
  for (Part& part : named.parts) take(Hl7View(message_), standing_, std::move(part), dossier);
  if (!named.key.empty()) take_far(named.key, dossier);
  const auto shared = [&](std::string_view event, std::int64_t line) { return look(own, event, line); };
  person = clerk_.finish(std::move(dossier), events_.empty() ? EventLookup{} : EventLookup(shared));
  VHC_CHECK_OK(faults());
  return true;
}

}  // namespace

OpenedSource open_hl7v2(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
  auto source = std::make_unique<Hl7Persons>(file, rules);
  VHC_CHECK_OK(source->open(watch));
  return source;
}

}  // namespace vhc
