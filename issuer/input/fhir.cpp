// FHIR that is one text: a bundle, a resource, a vc object or a card's payload (inputs.md 5).
#include "fhir_intake.h"
#include "readers.h"
#include "vhc/json.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

class FhirPerson final : public PersonSource {
 public:
  FhirPerson() { summary_.kind = InputKind::fhir; }

  Result<void> open(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
    if (file.size > max_bundle_bytes) return fail(Errc::input_too_large);
    ByteWindow bytes(file, ByteWindow::sequential, watch);
    std::string_view text = bytes.ahead(static_cast<std::size_t>(file.size));
    if (bytes.fault()) return tl::unexpected(*bytes.fault());
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    const auto document =
        JsonDocument::parse(std::string(text), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth});
    if (!document) return tl::unexpected(document.error());
    summary_.records = 1;
    person_ = intake_of(text, rules, Lines(1));
    return {};
  }

  Result<bool> next(Intake& person) override {
    if (!person_) return false;
    person = *std::move(person_);
    person_.reset();
    return true;
  }

 private:
  std::optional<Intake> person_;
};

}  // namespace

OpenedSource open_fhir(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
  auto source = std::make_unique<FhirPerson>();
  VHC_CHECK_OK(source->open(file, rules, watch));
  return source;
}

}  // namespace vhc
