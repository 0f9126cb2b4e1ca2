// HL7 v2: what a message says of a person, their doses and results (inputs.md 3).
#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "../card_text.h"
#include "../codes/loinc.h"
#include "clerk.h"
#include "hl7_text.h"
#include "local_time.h"
#include "person_index.h"
#include "persons.h"
#include "readers.h"

namespace vhc {
namespace {

struct MessageKind {
  std::string_view type;
  std::string_view event;
  std::string_view structure;
};
constexpr std::array kinds{MessageKind{"VXU", "V04", "VXU_V04"}, MessageKind{"RSP", "K11", "RSP_K11"},
                           MessageKind{"ORU", "R01", "ORU_R01"}};

// A coded field has a code and its system twice: 1 to 3, and 4 to 6.
struct Coding {
  std::string code;
  std::string text;
  std::string system;
};

class Message {
 public:
  // Where what is said of a person goes; nowhere, if this person is not wanted now.
  using Wanted = std::function<Intake*(Intake&& found)>;

  Message(const Hl7Message& message, const InputRules& rules, const Clerk& clerk)
      : message_(message), marks_(message.marks), rules_(rules), clerk_(clerk) {}

  // What the registry or the sender says of the message as a whole; nothing: it is read on.
  std::optional<InputFinding> obstacle(bool& mismatch) const {
    const Hl7Segment& msh = message_.segments.front();
    const std::string type = text(msh, 9, 1);
    const std::string event = text(msh, 9, 2);
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const MessageKind& k) { return k.type == type && k.event == event; });
    if (kind == kinds.end()) return finding(msh, "MSH-9", Errc::in_unknown_format);
    const std::string structure = text(msh, 9, 3);
    mismatch = !structure.empty() && structure != kind->structure;
    if (type == "RSP") return answer();
    return std::nullopt;
  }

  std::vector<Intake> persons() const {
    std::vector<Intake> all;
    for (const Hl7Segment& segment : message_.segments) {
      if (segment.name() == "PID") all.push_back(person_of(segment));
    }
    return all;
  }

  void read(const Wanted& wanted, bool mismatch) {
    message_date_ = day(text(message_.segments.front(), 7, 1));
    const bool is_lab = text(message_.segments.front(), 9, 1) == "ORU";
    for (std::size_t i = 0; i < message_.segments.size(); ++i) {
      const Hl7Segment& segment = message_.segments[i];
      const std::string_view name = segment.name();
      if (name == "PID") begin_person(segment, wanted, mismatch);
      if (name == "ORC") order_ = &segment;
      if (name == "OBR") request_ = &segment;
      if (name == "RXA" && person_ != nullptr) read_dose(segment);
      if (name == "OBX" && is_lab && person_ != nullptr) read_result(segment, specimen_after(i));
      if (name == "RXA") order_ = nullptr;  // an ORC belongs to the one RXA that follows
    }
  }

 private:
  static InputFinding finding(const Hl7Segment& segment, std::string_view place, Errc code) {
    return {segment.line, std::string(place), Severity::error, code};
  }

  std::string text(const Hl7Segment& segment, std::size_t number, std::size_t part) const {
    const std::string_view whole = field(segment, marks_, number);
    return decoded(component(whole.substr(0, whole.find(marks_.repetition)), marks_, part), message_);
  }

  const Hl7Segment* find(std::string_view name) const {
    const auto is_it = [name](const Hl7Segment& segment) { return segment.name() == name; };
    const auto found = std::find_if(message_.segments.begin(), message_.segments.end(), is_it);
    return found == message_.segments.end() ? nullptr : &*found;
  }

  std::optional<InputFinding> answer() const {
    const Hl7Segment& msh = message_.segments.front();
    const Hl7Segment* const qak = find("QAK");
    const Hl7Segment* const msa = find("MSA");
    const std::string status = qak == nullptr ? "" : text(*qak, 2, 1);
    const std::string ack = msa == nullptr ? "" : text(*msa, 1, 1);
    const std::string profile = text(msh, 21, 1);
    if (status == "NF" || profile == "Z33") return finding(qak == nullptr ? msh : *qak, "QAK-2", Errc::in_no_match);
    const bool is_error = status == "AE" || status == "AR" || ack == "AE" || ack == "AR";
    if (profile == "Z31" && !is_error) return finding(qak == nullptr ? msh : *qak, "QAK-2", Errc::in_candidates);
    if (is_error || status == "TM") {
      return finding(qak == nullptr ? msh : *qak, qak == nullptr ? "MSA-1" : "QAK-2", Errc::in_registry_error);
    }
    const auto is_pid = [](const Hl7Segment& segment) { return segment.name() == "PID"; };
    const auto num_persons = std::count_if(message_.segments.begin(), message_.segments.end(), is_pid);
    if (num_persons > 1) return finding(msh, "PID", Errc::in_candidates);
    if (num_persons == 0) return finding(msh, "PID", Errc::in_no_match);
    return std::nullopt;
  }

  // ---- the person

  void begin_person(const Hl7Segment& pid, const Wanted& wanted, bool mismatch) {
    person_ = wanted(person_of(pid));
    if (person_ != nullptr && mismatch) {
      Clerk::warn(*person_, message_.line(), "MSH-9", Errc::in_structure_mismatch);
    }
    order_ = nullptr;
    request_ = nullptr;
  }

  Intake person_of(const Hl7Segment& pid) const {
    Intake found{.line = pid.line};
    found.name = name_of(pid);
    const std::string born = text(pid, 7, 1);
    found.birth_date = partial_day(born);
    found.person_key = key_of(pid);
    if (born.empty()) {
      found.refused = true;
      Clerk::refuse(found, pid.line, "PID-7", Errc::in_missing);
    } else if (found.birth_date.empty()) {
      found.refused = true;
      Clerk::refuse(found, pid.line, "PID-7", Errc::in_bad_date);
    }
    clerk_.check_person(found, pid.line, "PID-5", "PID-7");
    return found;
  }

  // Type L; else the first without a type; else the first that is no alias, maiden name, nickname or code.
  std::string_view best_name(const std::vector<std::string_view>& names) const {
    const auto type = [this](std::string_view name) { return trimmed(component(name, marks_, 7)); };
    for (const std::string_view wanted : {"L", ""}) {
      for (const std::string_view name : names) {
        if (type(name) == wanted) return name;
      }
    }
    for (const std::string_view name : names) {
      if (std::string_view("AMNS").find(type(name)) == std::string_view::npos) return name;
    }
    return {};
  }

  PersonName name_of(const Hl7Segment& pid) const {
    const std::string_view written = best_name(repetitions(field(pid, marks_, 5), marks_));
    const auto part = [&](std::size_t number) {
      return decoded(subcomponent(component(written, marks_, number), marks_, 1), message_);
    };
    PersonName name;
    name.family = part(1);
    if (std::string first = part(2); !first.empty()) name.given.push_back(std::move(first));
    const std::string further = part(3);
    for (std::string_view rest = further; !rest.empty();) {
      const std::size_t end = rest.find(' ');
      if (end != 0) name.given.emplace_back(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    if (std::string suffix = part(4); !suffix.empty()) name.suffix.push_back(std::move(suffix));
    return name;
  }

  std::string key_of(const Hl7Segment& pid) const {
    std::string_view best;
    for (const std::string_view id : repetitions(field(pid, marks_, 3), marks_)) {
      const std::string_view type = trimmed(component(id, marks_, 5));
      const bool own = type == "MR" || type == "PI" || type == "SR";
      if (own) {
        best = id;
        break;
      }
    }
    if (best.empty()) return {};
    const std::string value = decoded(component(best, marks_, 1), message_);
    if (value.empty()) return {};
    return value + "\n" + decoded(subcomponent(component(best, marks_, 4), marks_, 1), message_);
  }

  // ---- doses

  std::vector<Coding> codings(std::string_view whole) const {
    std::vector<Coding> all;
    for (const std::string_view repetition : repetitions(whole, marks_)) {
      for (const std::size_t first : {1U, 4U}) {
        Coding coding{decoded(component(repetition, marks_, first), message_),
                      decoded(component(repetition, marks_, first + 1), message_),
                      upper(decoded(component(repetition, marks_, first + 2), message_))};
        if (!coding.code.empty()) all.push_back(std::move(coding));
      }
    }
    return all;
  }

  // Add, update, delete, or nothing; all else means that the fields are shifted.
  static bool is_action(std::string_view action) {
    return action.empty() || action == "A" || action == "U" || action == "D";
  }

  DoseFate fate(const Hl7Segment& rxa) const {
    const std::string action = text(rxa, 21, 1);
    if (!is_action(action)) return DoseFate::broken;
    const std::string done = text(rxa, 20, 1);
    const std::string status = order_ == nullptr ? "" : text(*order_, 5, 1);
    if (action == "D" || (done.empty() && status == "ER")) return DoseFate::deleted;
    if (done == "RE" || done == "NA") return DoseFate::not_given;
    if (done.empty() && !text(rxa, 18, 1).empty()) return DoseFate::not_given;
    if (done.empty() && !text(rxa, 18, 2).empty()) return DoseFate::not_given;
    if (done == "PA") return DoseFate::partial;
    if (done.empty()) return DoseFate::unstated;
    return done == "CP" ? DoseFate::given : DoseFate::broken;
  }

  // 00 given by the sender, 01 to 08 told by others.
  bool has_source(const Hl7Segment& rxa, char first, char last) const {
    for (const Coding& source : codings(field(rxa, marks_, 9))) {
      const std::string& code = source.code;
      if (code.size() == 2 && code[0] == '0' && code[1] >= first && code[1] <= last) return true;
    }
    return false;
  }

  void read_dose(const Hl7Segment& rxa) {
    const std::vector<Coding> codes = codings(field(rxa, marks_, 5));
    const auto of_system = [&codes](std::string_view a, std::string_view b) -> const Coding* {
      const auto is_it = [&](const Coding& coding) { return coding.system == a || coding.system == b; };
      const auto found = std::find_if(codes.begin(), codes.end(), is_it);
      return found == codes.end() ? nullptr : &*found;
    };
    const Coding none;
    const Coding* const cvx = of_system("CVX", "HL70292");
    const Coding* const ndc = of_system("NDC", "NDC");
    const std::string maker = text(rxa, 17, 1);
    const std::string lot = text(rxa, 15, 1);
    const std::string performer = performer_of(rxa);
    WrittenDose dose{.line = rxa.line, .fields = {"RXA-20", "RXA-3", "RXA-5", "RXA-15", "RXA-11"}};
    dose.date = day(text(rxa, 3, 1));
    const Coding& first = cvx != nullptr ? *cvx : none;
    dose.vaccine = {.cvx = first.code,
                    .ndc = ndc != nullptr ? std::string_view(ndc->code) : std::string_view{},
                    .product = {},
                    .mvx = maker,
                    .text = first.text};
    dose.lot = lot;
    dose.performer = performer;
    dose.fate = fate(rxa);
    if (dose.fate == DoseFate::broken) dose.fields.record = is_action(text(rxa, 21, 1)) ? "RXA-20" : "RXA-21";
    dose.given_here = has_source(rxa, '0', '0');
    dose.historical = has_source(rxa, '1', '8');
    dose.message_date = message_date_;
    const std::size_t before = person_->doses.size();
    clerk_.take_dose(*person_, dose);
    if (person_->doses.size() > before) add_event();
  }

  // The sender's number of the order, or the placer's; 9999 stands for none (CDC guide 2.5.1).
  void add_event() {
    if (order_ == nullptr) return;
    for (const std::size_t number : {3U, 2U}) {
      std::string id = text(*order_, number, 1);
      if (id.empty() || id == "9999") continue;
      const std::string authority = text(*order_, number, 2);
      if (!authority.empty()) id += "^" + authority;
      person_->events.push_back(std::move(id));
      return;
    }
  }

  std::string performer_of(const Hl7Segment& rxa) const {
    const std::string_view place = component(field(rxa, marks_, 11), marks_, 4);
    return decoded(subcomponent(place, marks_, 1), message_);
  }

  // ---- results

  const Hl7Segment* specimen_after(std::size_t index) const {
    for (std::size_t i = index + 1; i < message_.segments.size(); ++i) {
      const std::string_view name = message_.segments[i].name();
      if (name == "SPM") return &message_.segments[i];
      if (name == "PID" || name == "OBR") break;
    }
    return nullptr;
  }

  void read_result(const Hl7Segment& obx, const Hl7Segment* specimen) {
    IntakeResult result{.line = obx.line};
    for (const Coding& coding : codings(field(obx, marks_, 3))) {
      if (result.code.empty() && coding.system == "LN") result.code = coding.code;
    }
    const auto leave_out = [&](std::string_view place, Errc reason) {
      person_->left_out.push_back({obx.line, {}, result.code, reason});
      Clerk::refuse(*person_, obx.line, place, reason);
    };
    if (result.code.empty()) return leave_out("OBX-3", Errc::in_no_code);
    if (!is_loinc(result.code)) return leave_out("OBX-3", Errc::in_unknown_code);
    const std::string status = text(obx, 11, 1);
    if (status != "F" && status != "C") return leave_out("OBX-11", Errc::in_not_final);
    result.status = status == "F" ? "final" : "corrected";
    result.value = value_of(obx);
    if (result.value.empty()) return leave_out("OBX-5", Errc::in_no_value);
    std::string written = text(obx, 14, 1);
    if (written.empty() && request_ != nullptr) written = text(*request_, 7, 1);
    if (written.empty() && specimen != nullptr) written = text(*specimen, 17, 1);
    const LocalTime time = hl7_time(written, rules_);
    if (time.fault) return leave_out("OBX-14", *time.fault);
    if (const auto fault = clerk_.day_fault(*person_, time.text.substr(0, 10))) return leave_out("OBX-14", *fault);
    if (time.assumed) Clerk::warn(*person_, obx.line, "OBX-14", Errc::in_zone_assumed);
    result.effective = time.text;
    std::string laboratory = text(obx, 23, 1);
    // One field too far stands it in some systems; with a type of name (XON.2) it is no street of an address.
    if (laboratory.empty() && text(obx, 24, 2).size() == 1) laboratory = text(obx, 24, 1);
    result.performer = Clerk::performer(*person_, obx.line, "OBX-23", laboratory);
    person_->results.push_back(std::move(result));
  }

  std::string value_of(const Hl7Segment& obx) const {
    const auto values = codings(field(obx, marks_, 5));
    for (const Coding& value : values) {
      if (value.system == "SCT" && rules_.tables->is_result(value.code, true)) return value.code;
    }
    for (const Coding& value : values) {
      for (const std::string& words : {value.text, value.code}) {
        if (std::string_view code = rules_.tables->result_of_text(words); !code.empty()) return std::string(code);
      }
    }
    return {};
  }

  // ---- times

  // A whole day; empty when it is none.
  static std::string day(std::string_view written) {
    constexpr std::size_t whole = 10;
    std::string text = partial_day(written);
    return text.size() == whole ? text : std::string{};
  }

  // Eight digits, six or four; what follows is time and zone.
  static std::string partial_day(std::string_view written) {
    const std::size_t digits = std::min<std::size_t>(written.find_first_not_of("0123456789"), written.size());
    std::string text(written.substr(0, std::min<std::size_t>(digits, 8)));
    if (digits != 4 && digits != 6 && digits < 8) return {};
    if (text.size() > 4) text.insert(4, "-");
    if (text.size() > 7) text.insert(7, "-");
    const bool is_whole = text.size() == 10;
    const std::string whole = is_whole ? text : text + (text.size() == 4 ? "-01-01" : "-01");
    return parse_date(whole) ? text : std::string{};
  }

  const Hl7Message& message_;
  const Hl7Delimiters& marks_;
  const InputRules& rules_;
  const Clerk& clerk_;
  Intake* person_ = nullptr;  // the one that is wanted, while its segments are read
  const Hl7Segment* order_ = nullptr;
  const Hl7Segment* request_ = nullptr;
  std::string message_date_;
};

class Hl7Persons final : public PersonSource {
 public:
  Hl7Persons(const InputFile& file, const InputRules& rules)
      : file_(file), rules_(rules), clerk_(rules), far_bytes_(file, ByteWindow::random) {
    summary_.kind = InputKind::hl7v2;
  }

  Result<void> open(const ByteWatch& watch);
  Result<bool> next(Intake& person) override;

 private:
  // A person of the message at hand.
  struct Named {
    std::string key;  // empty: refused, and so nobody else
    std::int64_t line = 0;
  };

  void survey(const Hl7Message& message);
  bool advance();
  void take(const Hl7Message& message, const Named& named, Intake& person) const;
  void take_far(const Named& named, Intake& person);
  Result<void> faults() const;

  const InputFile& file_;
  const InputRules& rules_;
  Clerk clerk_;
  PersonIndex index_;
  std::unordered_set<std::uint64_t> withdrawn_;  // offsets of messages
  std::optional<ByteWindow> bytes_;
  std::optional<Hl7Reader> reader_;
  ByteWindow far_bytes_;
  Hl7Message message_;
  Hl7Message far_message_;
  std::vector<Named> named_;
  std::size_t next_named_ = 0;
};

Result<void> Hl7Persons::faults() const {
  if (bytes_ && bytes_->fault()) return tl::unexpected(*bytes_->fault());
  if (far_bytes_.fault()) return tl::unexpected(*far_bytes_.fault());
  return {};
}

void Hl7Persons::survey(const Hl7Message& message) {
  ++summary_.records;
  const Message reader(message, rules_, clerk_);
  bool mismatch = false;
  if (auto obstacle = reader.obstacle(mismatch)) return note(*std::move(obstacle));
  std::uint64_t last = 0;
  for (const Intake& found : reader.persons()) {
    if (found.refused) continue;
    const std::uint64_t hash = index_.hash(grouping_key(found));
    if (hash != last) index_.add(hash, message.offset, message.line());
    last = hash;
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
  bytes_.emplace(file_, ByteWindow::sequential);
  reader_.emplace(
      *bytes_, [](const Hl7Fault&) {}, [] {});
  return {};
}

// The next message that says something of persons.
bool Hl7Persons::advance() {
  named_.clear();
  next_named_ = 0;
  while (reader_->next(message_)) {
    if (withdrawn_.contains(message_.offset)) continue;
    const Message reader(message_, rules_, clerk_);
    bool mismatch = false;
    if (reader.obstacle(mismatch)) continue;
    for (const Intake& found : reader.persons()) {
      std::string key = found.refused ? std::string{} : grouping_key(found);
      const auto is_same = [&key](const Named& named) { return !key.empty() && named.key == key; };
      if (std::any_of(named_.begin(), named_.end(), is_same)) continue;
      if (!key.empty() && index_.is_taken(index_.hash(key), message_.offset)) continue;
      named_.push_back({std::move(key), found.line});
    }
    if (!named_.empty()) return true;
  }
  return false;
}

void Hl7Persons::take(const Hl7Message& message, const Named& named, Intake& person) const {
  Message reader(message, rules_, clerk_);
  bool mismatch = false;
  if (reader.obstacle(mismatch)) return;
  const auto wanted = [&](Intake&& found) -> Intake* {
    const bool is_it = named.key.empty() ? found.refused && found.line == named.line
                                         : !found.refused && grouping_key(found) == named.key;
    if (!is_it) return nullptr;
    if (person.line == 0) {
      person = std::move(found);
    } else {
      add_findings(person, std::move(found));
    }
    return &person;
  };
  reader.read(wanted, mismatch);
}

// The person's further messages.
void Hl7Persons::take_far(const Named& named, Intake& person) {
  const std::uint64_t hash = index_.hash(named.key);
  Hl7Reader far(
      far_bytes_, [](const Hl7Fault&) {}, [] {});
  for (PersonIndex::Place& place : index_.places_of(hash)) {
    if (place.is_taken() || place.offset() <= message_.offset || withdrawn_.contains(place.offset())) continue;
    const std::size_t num_records = person.doses.size() + person.results.size() + person.left_out.size();
    if (num_records > max_person_records && !person.refused) {
      person.refused = true;
      Clerk::refuse(person, place.line(), {}, Errc::in_too_long);
    }
    far.seek(place.offset(), place.line());
    if (!far.next(far_message_)) continue;
    const std::vector<Intake> persons = Message(far_message_, rules_, clerk_).persons();
    const auto is_it = [&named](const Intake& found) { return !found.refused && grouping_key(found) == named.key; };
    if (std::none_of(persons.begin(), persons.end(), is_it)) continue;
    place.take();
    if (!person.refused) take(far_message_, named, person);
  }
}

Result<bool> Hl7Persons::next(Intake& person) {
  if (next_named_ == named_.size() && !advance()) {
    VHC_CHECK_OK(faults());
    return false;
  }
  const Named& named = named_[next_named_++];
  person = {};
  take(message_, named, person);
  if (!named.key.empty()) take_far(named, person);
  Clerk::finish(person);
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
