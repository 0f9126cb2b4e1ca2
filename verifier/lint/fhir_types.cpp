#include "lint/fhir_types.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace vhc {
namespace {

struct Row {
  std::string_view name;
  std::string_view base;
  std::string_view elements;
};

constexpr std::array rows{
#define VHC_FHIR_TYPE(name, base, elements) Row{name, base, elements},
#include "lint/fhir_datatypes.def"
#include "lint/fhir_resources.def"
#undef VHC_FHIR_TYPE
};

struct PrimitiveRow {
  std::string_view name;
  FhirPrimitive primitive;
};

constexpr std::array primitives{PrimitiveRow{"boolean", FhirPrimitive::boolean},
                                PrimitiveRow{"integer", FhirPrimitive::integer},
                                PrimitiveRow{"positiveInt", FhirPrimitive::positive_int},
                                PrimitiveRow{"unsignedInt", FhirPrimitive::unsigned_int},
                                PrimitiveRow{"decimal", FhirPrimitive::decimal},
                                PrimitiveRow{"string", FhirPrimitive::string},
                                PrimitiveRow{"markdown", FhirPrimitive::string},
                                PrimitiveRow{"code", FhirPrimitive::code},
                                PrimitiveRow{"id", FhirPrimitive::id},
                                PrimitiveRow{"oid", FhirPrimitive::oid},
                                PrimitiveRow{"uuid", FhirPrimitive::uuid},
                                PrimitiveRow{"uri", FhirPrimitive::uri},
                                PrimitiveRow{"url", FhirPrimitive::uri},
                                PrimitiveRow{"canonical", FhirPrimitive::uri},
                                PrimitiveRow{"date", FhirPrimitive::date},
                                PrimitiveRow{"dateTime", FhirPrimitive::date_time},
                                PrimitiveRow{"instant", FhirPrimitive::instant},
                                PrimitiveRow{"time", FhirPrimitive::time},
                                PrimitiveRow{"base64Binary", FhirPrimitive::base64},
                                PrimitiveRow{"xhtml", FhirPrimitive::xhtml}};

// All resources of R4, between spaces.
constexpr std::string_view resources =
    " "
    "Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse "
    "AuditEvent Basic Binary BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan "
    "CareTeam CatalogEntry ChargeItem ChargeItemDefinition Claim ClaimResponse ClinicalImpression "
    "CodeSystem Communication CommunicationRequest CompartmentDefinition Composition ConceptMap Condition "
    "Consent Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue "
    "Device DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement DiagnosticReport "
    "DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter Endpoint EnrollmentRequest "
    "EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceVariable ExampleScenario "
    "ExplanationOfBenefit FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse "
    "HealthcareService ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation "
    "ImplementationGuide InsurancePlan Invoice Library Linkage List Location Measure MeasureReport Media "
    "Medication MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest "
    "MedicationStatement MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication "
    "MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction "
    "MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical "
    "MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence NamingSystem "
    "NutritionOrder Observation ObservationDefinition OperationDefinition OperationOutcome Organization "
    "OrganizationAffiliation Parameters Patient PaymentNotice PaymentReconciliation Person PlanDefinition "
    "Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson "
    "RequestGroup ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject "
    "RiskAssessment RiskEvidenceSynthesis Schedule SearchParameter ServiceRequest Slot Specimen "
    "SpecimenDefinition StructureDefinition StructureMap Subscription Substance SubstanceNucleicAcid "
    "SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial "
    "SubstanceSpecification SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport "
    "TestScript ValueSet VerificationResult VisionPrescription"
    " ";

std::string_view next_word(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::string with_type_name(std::string_view stem, std::string_view type) {
  std::string name(stem);
  name += static_cast<char>(type.front() >= 'a' ? type.front() - 'a' + 'A' : type.front());
  name += type.substr(1);
  return name;
}

class Types {
 public:
  Types() {
    for (const PrimitiveRow& row : primitives) types_[row.name] = {.name = row.name, .primitive = row.primitive};
    for (const Row& row : rows) types_[row.name].name = row.name;
    for (const Row& row : rows) fill(types_[row.name], row);
  }

  const FhirType* find(std::string_view name) const {
    const auto found = types_.find(name);
    return found == types_.end() ? nullptr : &found->second;
  }

 private:
  // What a type is made from stands before it in the table.
  void fill(FhirType& type, const Row& row) {
    if (!row.base.empty()) type.elements = types_[row.base].elements;
    type.is_resource = row.name == "Resource" || (!row.base.empty() && types_[row.base].is_resource);
    std::string_view elements = row.elements;
    while (!elements.empty()) add_element(type, next_word(elements, ' '));
  }

  void add_element(FhirType& type, std::string_view text) {
    std::string_view name = next_word(text, ':');
    FhirElement element;
    for (; name.back() == '!' || name.back() == '*'; name.remove_suffix(1)) {
      element.required = element.required || name.back() == '!';
      element.repeats = element.repeats || name.back() == '*';
    }
    if (name.back() == ']') {
      add_choice(type, element, name, text);
      return;
    }
    if (const std::size_t bound = text.find('('); bound != std::string_view::npos) {
      element.codes = text.substr(bound + 1, text.size() - bound - 2);
      text = text.substr(0, bound);
    }
    element.name = name;
    element.type = find(text);
    type.elements.push_back(std::move(element));
  }

  void add_choice(FhirType& type, FhirElement element, std::string_view name, std::string_view types) {
    element.choice = name;
    const std::string_view stem = name.substr(0, name.size() - 3);
    while (!types.empty()) {
      const std::string_view of = next_word(types, '|');
      element.name = with_type_name(stem, of);
      element.type = find(of);
      type.elements.push_back(element);
    }
  }

  std::unordered_map<std::string_view, FhirType> types_;
};

}  // namespace

const FhirElement* FhirType::find(std::string_view element) const noexcept {
  const auto found =
      std::find_if(elements.begin(), elements.end(), [element](const FhirElement& e) { return e.name == element; });
  return found == elements.end() ? nullptr : &*found;
}

const FhirType* find_fhir_type(std::string_view name) {
  static const Types types;
  return types.find(name);
}

bool is_fhir_resource(std::string_view name) noexcept {
  if (name.empty() || name.find(' ') != std::string_view::npos) return false;
  for (std::size_t at = resources.find(name); at != std::string_view::npos; at = resources.find(name, at + 1)) {
    if (resources[at - 1] == ' ' && resources[at + name.size()] == ' ') return true;
  }
  return false;
}

}  // namespace vhc
