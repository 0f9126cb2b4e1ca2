#include "vhc/card_file.h"

#include "vhc/json.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

Result<JsonDocument> parse_file(std::string_view json) {
  return JsonDocument::parse(std::string(json), {.max_bytes = max_card_file_bytes, .max_depth = 64});
}

CardItem item(const std::optional<JsonValue>& value, const JsonValue& place) {
  if (!value || !value->is(JsonKind::string)) return fail(Errc::card_file_item, place.pointer());
  return value->string();
}

tl::unexpected<Error> too_many() {
  return fail(Errc::input_too_large, {}, "at most " + std::to_string(max_cards_per_file) + " cards in one file");
}

}  // namespace

Result<std::vector<CardItem>> parse_card_file(std::string_view json) {
  VHC_TRY(const JsonDocument document, parse_file(json));
  const auto cards = document.root().find("verifiableCredential");
  if (!cards || !cards->is(JsonKind::array)) {
    return fail(Errc::card_file_form, "/verifiableCredential", "a card file is {\"verifiableCredential\":[\"…\"]}");
  }
  if (cards->size() > max_cards_per_file) return too_many();
  std::vector<CardItem> items;
  for (auto card = cards->first(); card; card = card->next()) items.push_back(item(card, *card));
  if (items.empty()) return fail(Errc::card_none, "/verifiableCredential");
  return items;
}

Result<std::vector<CardItem>> parse_operation_answer(std::string_view json) {
  VHC_TRY(const JsonDocument document, parse_file(json));
  const JsonValue root = document.root();
  const auto type = root.find("resourceType");
  if (!type || !type->equals("Parameters")) return fail(Errc::operation_answer_form, "/resourceType");
  const auto parameters = root.find("parameter");
  if (!parameters) return std::vector<CardItem>{};
  if (!parameters->is(JsonKind::array)) return fail(Errc::operation_answer_form, "/parameter");
  std::vector<CardItem> items;
  for (auto parameter = parameters->first(); parameter; parameter = parameter->next()) {
    const auto name = parameter->find("name");
    if (!name || !name->equals("verifiableCredential")) continue;
    if (items.size() == max_cards_per_file) return too_many();
    items.push_back(item(parameter->find("valueString"), *parameter));
  }
  return items;
}

std::string to_card_file(const std::vector<std::string>& cards) {
  JsonWriter writer;
  writer.begin_object().name("verifiableCredential").begin_array();
  for (const std::string& card : cards) writer.string(card);
  return writer.end_array().end_object().take();
}

}  // namespace vhc
