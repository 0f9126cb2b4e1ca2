// FHIR that is one text: a bundle, a resource, a vc object or a card's payload (docs/rules/inputs.md 5).
#include <algorithm>

#include "input/fhir_intake.h"
#include "input/readers.h"
#include "vhc/json.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

// What is no fault of a person in the file.
bool is_about_file(Errc code) {
  switch (code) {
    case Errc::in_incomplete_answer:
    case Errc::in_no_match:
    case Errc::in_candidates:
    case Errc::in_registry_error:
    case Errc::in_unknown_format:
      return true;
    default:
      return false;
  }
}

class FhirPerson final : public PersonSource {
 public:
  FhirPerson() { summary_.kind = InputKind::fhir; }

  Result<void> open(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
    if (file.size > max_bundle_bytes) return fail(Errc::input_too_large);
    ByteWindow bytes(file, ByteWindow::sequential, watch);
    std::string_view text = bytes.ahead(static_cast<std::size_t>(file.size));
    if (bytes.fault()) return tl::unexpected(*bytes.fault());
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    VHC_TRY(const JsonDocument document,
            JsonDocument::parse(std::string(text), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth}));
    summary_.records = 1;
    auto read = read_person(document.root(), rules, Lines(1));
    if (!read && is_about_file(read.error().code)) return tl::unexpected(std::move(read).error());
    person_ = read ? *std::move(read) : refused_intake(read.error(), Lines(1));
    tell_test();
    return {};
  }

  Result<bool> next(Intake& person) override {
    if (!person_) return false;
    person = *std::move(person_);
    person_.reset();
    return true;
  }

 private:
  // The summary says it of the file, too.
  void tell_test() {
    const auto is_it = [](const InputFinding& finding) { return finding.code == Errc::in_test_message; };
    const bool is_test = std::any_of(person_->findings.begin(), person_->findings.end(), is_it);
    if (is_test) note({1, {}, Severity::warning, Errc::in_test_message});
  }

  std::optional<Intake> person_;
};

}  // namespace

OpenedSource open_fhir(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
  auto source = std::make_unique<FhirPerson>();
  VHC_CHECK_OK(source->open(file, rules, watch));
  return source;
}

}  // namespace vhc
