#!/usr/bin/env python3
"""Writes the bundles of this folder and expectations.tsv: one scenario a file, the same bytes each time."""
import json
import os

CVX = "http://hl7.org/fhir/sid/cvx"
NDC = "http://hl7.org/fhir/sid/ndc"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
ICD11 = "http://id.who.int/icd/release/11/mms"
IAL = "https://smarthealth.cards/ial"
BASE = "https://ehr.corner-pharmacy.example/fhir/"

here = os.path.dirname(os.path.abspath(__file__))
rows = []


# ---- what a system exports -------------------------------------------------------------------------------------------

def coding(system, code, **more):
    return {"system": system, "code": code, **more}


def person(id="p1", **more):
    return {"resourceType": "Patient", "id": id, "active": True,
            "identifier": [{"type": {"coding": [coding("http://terminology.hl7.org/CodeSystem/v2-0203", "MR")]},
                            "system": "urn:oid:2.999.1", "value": "000-" + id}],
            "name": [{"use": "official", "family": "Rivera", "given": ["Noor", "T."]}],
            "gender": "female", "birthDate": "1984-06-15", **more}


def dose(id="d1", code="140", date="2025-10-02", patient="Patient/p1", **more):
    return {"resourceType": "Immunization", "id": id, "meta": {"versionId": "1"}, "status": "completed",
            "vaccineCode": {"coding": [coding(CVX, code, display="as the system calls it")], "text": "vaccine"},
            "patient": {"reference": patient}, "occurrenceDateTime": date, "primarySource": True,
            "lotNumber": "HX" + id, **more}


def lab(id="l1", **more):
    return {"resourceType": "Observation", "id": id, "status": "final",
            "category": [{"coding": [coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")]}],
            "code": {"coding": [coding(LOINC, "94558-4")]}, "subject": {"reference": "Patient/p1"},
            "effectiveDateTime": "2026-10-30T09:30:00-05:00",
            "valueCodeableConcept": {"coding": [coding(SNOMED, "260415000", display="Not detected")]}, **more}


def organization(id="o1", name="Corner Pharmacy 12"):
    return {"resourceType": "Organization", "id": id, "name": name}


def entry(resource, url=None):
    return {"fullUrl": BASE + resource["resourceType"] + "/" + resource["id"] if url is None else url, "resource": resource}


def bundle(*resources, type="collection", **more):
    entries = [r if "resource" in r or "request" in r else entry(r) for r in resources]
    return {"resourceType": "Bundle", "id": "export-1", "type": type, **more, "entry": entries}


def without(resource, *members):
    return {name: value for name, value in resource.items() if name not in members}


# ---- what is on the card ---------------------------------------------------------------------------------------------

def card_person(family="Rivera", given=("Noor", "T."), birth="1984-06-15", text=None, suffix=None):
    name = {"text": text} if text else {"family": family, "given": list(given)}
    if suffix:
        name["suffix"] = suffix
    return {"resourceType": "Patient", "name": [name], "birthDate": birth}


def card_dose(code="140", date="2025-10-02", lot="HXd1", performer=None, ial=None, subpotent=False, system=CVX):
    made = {"resourceType": "Immunization"}
    if ial:
        made["meta"] = {"security": [{"system": IAL, "code": ial}]}
    made |= {"status": "completed", "vaccineCode": {"coding": [{"system": system, "code": code}]},
             "patient": {"reference": "resource:0"}, "occurrenceDateTime": date}
    if performer:
        made["performer"] = [{"actor": {"display": performer}}]
    if lot:
        made["lotNumber"] = lot
    if subpotent:
        made["isSubpotent"] = True
    return made


def card_lab(value, status="final", code="94558-4", time="2026-10-30T09:30:00-05:00", performer=None):
    made = {"resourceType": "Observation", "status": status, "code": {"coding": [{"system": LOINC, "code": code}]},
            "subject": {"reference": "resource:0"}, "effectiveDateTime": time, **value}
    if performer:
        made["performer"] = [{"display": performer}]
    return made


def coded(code):
    return {"valueCodeableConcept": {"coding": [{"system": SNOMED, "code": code}]}}


def card(*resources):
    return {"resourceType": "Bundle", "type": "collection",
            "entry": [{"fullUrl": f"resource:{n}", "resource": r} for n, r in enumerate(resources)]}


class Digits:
    """A decimal that is written with the digits it was given."""
    def __init__(self, text):
        self.text = text


def dump(value, **style):
    places = {}

    def mark(v):
        if isinstance(v, Digits):
            key = f"@{len(places)}@"
            places[f'"{key}"'] = v.text
            return key
        if isinstance(v, dict):
            return {n: mark(x) for n, x in v.items()}
        return [mark(x) for x in v] if isinstance(v, (list, tuple)) else v

    text = json.dumps(mark(value), ensure_ascii=False, **style)
    for key, digits in places.items():
        text = text.replace(key, digits)
    return text


def write(name, text):
    with open(os.path.join(here, name), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def issued(name, made, on_card, note, findings="-"):
    write(name + ".json", made if isinstance(made, str) else dump(made, indent=2) + "\n")
    write("cards/" + name + ".json", dump(on_card, separators=(",", ":")))
    rows.append((name + ".json", "ok", "-", findings, note))


def refused(name, made, code, where, note):
    write(name + ".json", made if isinstance(made, str) else dump(made, indent=2) + "\n")
    rows.append((name + ".json", code, where, "-", note))


os.makedirs(os.path.join(here, "cards"), exist_ok=True)

# ---- bundles of every kind, references of every form ------------------------------------------------------------------

one_dose = card(card_person(), card_dose())
issued("relative-reference", bundle(person(), dose()), one_dose, "Patient/p1, against the entry's own base")
issued("absolute-reference", bundle(person(), dose(patient=BASE + "Patient/p1")), one_dose, "the URL of the Patient's entry")
issued("versioned-reference", bundle(person(), dose(patient="Patient/p1/_history/4")), one_dose, "a version of the Patient is the Patient")
issued("uuid-reference",
       bundle(entry(person(), "urn:uuid:5f0c2b6e-7a5d-4b1e-9a43-0e6f3f2a9d11"),
              entry(dose(patient="urn:uuid:5f0c2b6e-7a5d-4b1e-9a43-0e6f3f2a9d11"), "urn:uuid:98d0ff52-43a6-4d4a-8d5e-3f0f6d1c7b20"),
              type="transaction"),
       one_dose, "urn:uuid, as transactions have them")
issued("oid-reference", bundle(entry(person(), "urn:oid:2.999.7.1"), entry(dose(patient="urn:oid:2.999.7.1"), "urn:oid:2.999.7.2")),
       one_dose, "urn:oid")
issued("type-and-id-among-uuids",
       bundle(entry(person(), "urn:uuid:5f0c2b6e-7a5d-4b1e-9a43-0e6f3f2a9d11"), entry(dose(), "urn:uuid:98d0ff52-43a6-4d4a-8d5e-3f0f6d1c7b20")),
       one_dose, "Patient/p1 where fullUrls are uuids: found by type and id")
issued("no-full-urls", bundle({"resource": person()}, {"resource": dose()}), one_dose, "entries with a resource only")
issued("contained-patient",
       bundle(dose(patient="#who", contained=[without(person("who"), "active")])), one_dose, "the Patient inside the record")
issued("document",
       bundle({"resourceType": "Composition", "id": "c1", "status": "final", "type": {"text": "immunization record"},
               "subject": {"reference": "Patient/p1"}, "date": "2026-01-01", "author": [{"reference": "Organization/o1"}], "title": "Record"},
              person(), dose(), organization(), type="document", timestamp="2026-01-01T00:00:00Z"),
       one_dose, "a document: Composition first")
issued("message",
       bundle({"resourceType": "MessageHeader", "id": "m1", "eventUri": "urn:oid:2.999.5", "source": {"endpoint": "urn:oid:2.999.6"}},
              dose(), person(), type="message"),
       one_dose, "a message; the Patient after the dose")
issued("searchset",
       bundle({**entry(dose()), "search": {"mode": "match"}}, {**entry(person()), "search": {"mode": "include"}},
              {"resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]},
               "search": {"mode": "outcome"}}, type="searchset", total=1, link=[{"relation": "self", "url": BASE + "Immunization"}]),
       one_dose, "an answer to a search")
issued("history",
       bundle({**entry(dose("d2", "309", "2025-10-02", status="entered-in-error")), "request": {"method": "PUT", "url": "Immunization/d2"}},
              {**entry(dose()), "request": {"method": "POST", "url": "Immunization"}},
              {**entry(dose("d2", "309")), "request": {"method": "POST", "url": "Immunization"}},
              {"fullUrl": BASE + "Immunization/d3", "request": {"method": "DELETE", "url": "Immunization/d3"}},
              {**entry(dose("d3", "309")), "request": {"method": "POST", "url": "Immunization"}},
              {**entry(person()), "request": {"method": "POST", "url": "Patient"}}, type="history"),
       one_dose, "the newest version counts: one dose was withdrawn, another deleted",
       "DELETED:error:/entry/0/resource/status DELETED:error:/entry/4/resource REPLACED:note:/entry/2/resource/status")
issued("vc-object",
       {"vc": {"type": ["https://smarthealth.cards#health-card"],
               "credentialSubject": {"fhirVersion": "4.0.1", "fhirBundle": bundle(person(), dose())}}},
       one_dose, "a whole vc object, as registries hand it over")
issued("already-minimal", dump(one_dose, separators=(",", ":")), one_dose, "comes out as it is")

refused("no-patient", bundle(dose()), "MISSING", "/entry", "nobody to issue it for")
refused("two-patients", bundle(person(), person("p2"), dose()), "SEVERAL_PATIENTS", "/entry/1/resource",
        "no record is about the second one: still not ours to guess")
refused("reference-to-nothing", bundle(person(), dose(patient="Patient/p7")), "UNRESOLVED_REFERENCE", "/entry/1/resource/patient/reference",
        "no such Patient in the bundle")
refused("reference-to-another-server",
        bundle(person(), entry(dose(), "https://other.example/fhir/Immunization/d1")), "UNRESOLVED_REFERENCE",
        "/entry/1/resource/patient/reference", "Patient/p1 of another server is another person")
refused("reference-to-no-person", bundle(person(), organization(), dose(patient="Organization/o1")), "OTHER_PATIENT",
        "/entry/2/resource/patient/reference", "leads to an Organization")
refused("no-subject", bundle(person(), without(dose(), "patient")), "MISSING", "/entry/1/resource/patient/reference", "about nobody")
issued("same-full-url-twice", bundle(person(), dose(), dose()), one_dose, "the same resource twice is one")
refused("no-bundle", person(), "UNKNOWN_FORMAT", "-", "a resource by itself")
refused("other-fhir-version",
        {"credentialSubject": {"fhirVersion": "5.0.0", "fhirBundle": bundle(person(), dose())}}, "UNKNOWN_FORMAT",
        "/credentialSubject/fhirVersion", "R5 means other things by some members")
refused("mixed", bundle(person(), dose(), lab()), "MIXED_CONTENT", "/entry/2/resource", "a dose and a result")
refused("nothing", bundle(person(), organization()), "NOTHING_TO_ISSUE", "/entry", "no record")

# ---- the person ------------------------------------------------------------------------------------------------------

def named(*names):
    return bundle(person(name=list(names)), dose())


issued("name-official-first",
       named({"use": "usual", "text": "Noor"}, {"family": "Rivera", "given": ["N."]}, {"use": "official", "family": "Rivera-Okafor", "given": ["Noor"]}),
       card(card_person("Rivera-Okafor", ["Noor"]), card_dose()), "official, then without use, then usual")
issued("name-former",
       named({"use": "official", "family": "Okafor", "given": ["Noor"], "period": {"end": "2019-05"}}, {"use": "usual", "family": "Rivera", "given": ["Noor"]}),
       card(card_person(given=["Noor"]), card_dose()), "a name whose period is over is no name")
issued("name-one-word", named({"family": "Suharto"}), card(card_person(text="Suharto"), card_dose()), "a name of one word goes into text")
issued("name-prefix-suffix", named({"prefix": ["Dr."], "family": "Rivera", "given": ["Noor"], "suffix": ["Jr."], "text": "Dr. Noor Rivera Jr."}),
       card(card_person(given=["Noor"], suffix=["Jr."]), card_dose()), "the prefix is left out")
issued("birth-date-year", bundle(person(birthDate="1984"), dose()), card(card_person(birth="1984"), card_dose()), "all that the ID has")
refused("name-maiden-only", named({"use": "maiden", "family": "Okafor", "given": ["Noor"]}), "MISSING", "/entry/0/resource/name",
        "a former name is on no ID")
refused("name-missing", bundle(without(person(), "name"), dose()), "MISSING", "/entry/0/resource/name", "no name")
refused("name-placeholder", named({"family": "Rivera", "given": ["Baby", "Boy"]}), "PLACEHOLDER_NAME", "/entry/0/resource/name/0/given",
        "matches no ID")
refused("name-control-character", named({"family": "Rivera\u202e", "given": ["Noor"]}), "CONTROL_CHARACTER", "/entry/0/resource/name/0/family",
        "turns the direction of writing")
refused("birth-date-missing", bundle(without(person(), "birthDate"), dose()), "MISSING", "/entry/0/resource/birthDate", "no birth date")
refused("birth-date-impossible", bundle(person(birthDate="1983-02-29"), dose()), "BAD_DATE", "/entry/0/resource/birthDate", "no leap year")
refused("birth-date-future", bundle(person(birthDate="2062"), dose()), "FUTURE_DATE", "/entry/0/resource/birthDate", "not born yet")
refused("person-inactive", bundle(person(active=False), dose()), "MODIFIER", "/entry/0/resource/active", "the record is not to be used")

# ---- doses -----------------------------------------------------------------------------------------------------------

issued("two-doses-sorted", bundle(person(), dose("d2", "309", "2025-10-02"), dose("d1", "309", "2024-09-20")),
       card(card_person(), card_dose("309", "2024-09-20"), card_dose("309", "2025-10-02", "HXd2")), "by date, whatever the order")
issued("codings-cvx-not-first",
       bundle(person(), dose(vaccineCode={"coding": [coding(NDC, "00069-2528-01"), coding(SNOMED, "1119349007"), coding(CVX, "309")]})),
       card(card_person(), card_dose("309")), "CVX wherever it stands")
issued("coding-by-oid", bundle(person(), dose(vaccineCode={"coding": [coding("urn:oid:2.16.840.1.113883.12.292", "03")]})),
       card(card_person(), card_dose("03")), "the OID of CVX")
issued("coding-snomed", bundle(person(), dose(vaccineCode={"coding": [coding(ICD11, "XM0GQ8"), coding(SNOMED, "1119305005")]})),
       card(card_person(), card_dose("1119305005", system=SNOMED)), "no CVX: SNOMED CT before ICD-11")
issued("coding-icd11", bundle(person(), dose(vaccineCode={"coding": [coding(ICD11, "XM0GQ8")]})),
       card(card_person(), card_dose("XM0GQ8", system=ICD11)), "ICD-11")
issued("cvx-padded", bundle(person(), dose(code="3")), card(card_person(), card_dose("03")), "3 is 03",
       "CVX_PADDED:warning:/entry/1/resource/vaccineCode/coding/0")
issued("cvx-unspecified", bundle(person(), dose(code="88")), card(card_person(), card_dose("88")), "issued, and said",
       "UNSPECIFIED_VACCINE:warning:/entry/1/resource/vaccineCode/coding/0")
issued("date-time-cut", bundle(person(), dose(date="2025-10-02T23:59:00-05:00")), one_dose, "the day as it was there")
issued("subpotent", bundle(person(), dose(isSubpotent=True)), card(card_person(), card_dose(subpotent=True)), "the mark stays")
issued("assurance-level",
       bundle(person(), dose(meta={"profile": ["https://example.org/p"], "security": [coding("https://example.org/s", "N"), coding(IAL, "IAL1.4")]})),
       card(card_person(), card_dose(ial="IAL1.4")), "of meta, only the level")
issued("lot-label", bundle(person(), dose(lotNumber=" Lot# EN  6207 ")), card(card_person(), card_dose(lot="EN 6207")), "label and spaces go",
       "LOT_CLEANED:warning:/entry/1/resource/lotNumber")
issued("lot-damaged", bundle(person(), dose(lotNumber="1.00E+05")), card(card_person(), card_dose(lot=None)), "what a spreadsheet left",
       "LOT_DAMAGED:warning:/entry/1/resource/lotNumber")
issued("lot-too-long", bundle(person(), dose(lotNumber="A" * 20)), card(card_person(), card_dose(lot=None)), "never cut",
       "TOO_LONG:warning:/entry/1/resource/lotNumber")
issued("performer-organization",
       bundle(person(), organization(), {"resourceType": "Practitioner", "id": "x1", "name": [{"family": "Okafor"}]},
              dose(performer=[{"actor": {"reference": "Practitioner/x1", "display": "Ada Okafor, RPh"}}, {"actor": {"reference": "Organization/o1"}}])),
       card(card_person(), card_dose(performer="Corner Pharmacy 12")), "the place before the person")
issued("performer-contained", bundle(person(), dose(contained=[organization("org")], performer=[{"actor": {"reference": "#org"}}])),
       card(card_person(), card_dose(performer="Corner Pharmacy 12")), "a contained Organization")
issued("performer-cut", bundle(person(), dose(performer=[{"actor": {"display": "Corner Pharmacy of Upper Anytown"}}])),
       card(card_person(), card_dose(performer="Corner Pharmacy of Upper")), "at the end of a word",
       "PERFORMER_CUT:warning:/entry/1/resource/performer/0")
issued("other-references-lead-nowhere",
       bundle(person(), dose(encounter={"reference": "Encounter/9"}, location={"reference": "Location/9"})), one_dose,
       "nothing of them goes on the card")
issued("dose-twice", bundle(person(), without(dose("d1"), "lotNumber"), dose("d2")), card(card_person(), card_dose(lot="HXd2")),
       "one dose: the record with a lot", "DUPLICATE:warning:/entry/1/resource/status")
issued("one-of-two-refused", bundle(person(), dose(), dose("d2", status="not-done")), one_dose, "the others go on",
       "NOT_GIVEN:error:/entry/2/resource/status")
issued("vital-signs-beside",
       bundle(person(), dose(), lab(category=[{"coding": [coding("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")]}])),
       one_dose, "a body temperature is no laboratory result")

refused("not-done", bundle(person(), dose(status="not-done")), "NOT_GIVEN", "/entry/1/resource/status", "refused by the patient, say")
refused("entered-in-error", bundle(person(), dose(status="entered-in-error")), "DELETED", "/entry/1/resource/status", "withdrawn")
refused("status-missing", bundle(person(), without(dose(), "status")), "BAD_STRUCTURE", "/entry/1/resource/status", "nothing is assumed")
refused("no-code", bundle(person(), dose(vaccineCode={"text": "flu shot"})), "NO_CODE", "/entry/1/resource/vaccineCode", "words only")
refused("ndc-only", bundle(person(), dose(vaccineCode={"coding": [coding(NDC, "00069-2528-01")]})), "NO_CODE",
        "/entry/1/resource/vaccineCode", "a product code does not go on a card")
refused("cvx-unknown", bundle(person(), dose(code="777")), "UNKNOWN_CODE", "/entry/1/resource/vaccineCode/coding/0", "not in the table")
refused("cvx-never-active", bundle(person(), dose(code="61")), "UNKNOWN_CODE", "/entry/1/resource/vaccineCode/coding/0", "no such vaccine was ever given")
refused("cvx-998", bundle(person(), dose(code="998")), "NOT_GIVEN", "/entry/1/resource/vaccineCode/coding/0", "no vaccine administered")
refused("cvx-999", bundle(person(), dose(code="999")), "UNKNOWN_CODE", "/entry/1/resource/vaccineCode/coding/0", "unknown vaccine")
refused("cvx-two", bundle(person(), dose(vaccineCode={"coding": [coding(CVX, "207"), coding(CVX, "208")]})), "CODE_CONFLICT",
        "/entry/1/resource/vaccineCode/coding/1", "which one was it?")
refused("date-of-month", bundle(person(), dose(date="2025-10")), "BAD_DATE", "/entry/1/resource/occurrenceDateTime", "a whole date is needed")
refused("date-impossible", bundle(person(), dose(date="2025-02-30")), "BAD_DATE", "/entry/1/resource/occurrenceDateTime", "no such day")
refused("date-in-words", bundle(person(), {**without(dose(), "occurrenceDateTime"), "occurrenceString": "last autumn"}), "BAD_DATE",
        "/entry/1/resource/occurrenceString", "no date")
refused("date-future", bundle(person(), dose(date="2026-12-03")), "FUTURE_DATE", "/entry/1/resource/occurrenceDateTime", "two days from now")
refused("date-before-birth", bundle(person(), dose(date="1984-06-14")), "BEFORE_BIRTH", "/entry/1/resource/occurrenceDateTime", "a day before")
refused("modifier-extension",
        bundle(person(), dose(performer=[{"modifierExtension": [{"url": "https://example.org/not", "valueBoolean": True}], "actor": {"display": "x"}}])),
        "MODIFIER", "/entry/1/resource/performer/0/modifierExtension", "may turn the meaning round")
issued("performer-leads-nowhere", bundle(person(), dose(performer=[{"actor": {"reference": "Organization/o9"}}])), one_dose,
       "it costs the name, not the dose", "PERFORMER_UNKNOWN:note:/entry/1/resource/performer")
refused("all-refused-for-two-reasons", bundle(person(), dose(status="not-done"), dose("d2", "777")), "NOTHING_TO_ISSUE",
        "/entry/1/resource/status", "no one reason for all")

# ---- results ---------------------------------------------------------------------------------------------------------

issued("lab-coded", bundle(person(), lab(performer=[{"display": "Anytown Laboratory"}])),
       card(card_person(), card_lab(coded("260415000"), performer="Anytown Laboratory")), "not detected")
number = {"value": Digits("2.50"), "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"}
bounds = {"low": {"value": Digits("2.0")}, "high": {"value": Digits("3.00")}}
made = bundle(person(), without(lab(code={"coding": [coding(LOINC, "15074-8")]}, valueQuantity=number,
                                    referenceRange=[{**bounds, "text": "2 to 3"}], interpretation=[{"text": "normal"}]),
                                "valueCodeableConcept"))
issued("lab-number", made, card(card_person(), card_lab({"valueQuantity": number, "referenceRange": [bounds]}, code="15074-8")), "2.50 stays 2.50")
issued("lab-text", bundle(person(), without(lab(valueString="faintly positive", status="corrected"), "valueCodeableConcept")),
       card(card_person(), card_lab({"valueString": "faintly positive"}, status="corrected")), "in the last resort")
refused("lab-preliminary", bundle(person(), lab(status="preliminary")), "NOT_FINAL", "/entry/1/resource/status", "may still change")
refused("lab-date-only", bundle(person(), lab(effectiveDateTime="2026-10-30")), "MISSING_ZONE", "/entry/1/resource/effectiveDateTime", "no time, no zone")
refused("lab-no-zone", bundle(person(), lab(effectiveDateTime="2026-10-30T09:30:00")), "MISSING_ZONE", "/entry/1/resource/effectiveDateTime", "whose clock?")
refused("lab-no-value", bundle(person(), without(lab(), "valueCodeableConcept")), "NO_VALUE", "/entry/1/resource/valueString", "no result")
refused("lab-no-loinc", bundle(person(), lab(code={"coding": [coding("urn:oid:2.999.3", "GLU")]})), "NO_CODE", "/entry/1/resource/code", "a local code")
refused("lab-unknown-result", bundle(person(), lab(valueCodeableConcept={"coding": [coding(SNOMED, "73211009")]})), "UNKNOWN_CODE",
        "/entry/1/resource/valueCodeableConcept/coding/0", "a disease is no result")
refused("lab-two-results",
        bundle(person(), lab(valueCodeableConcept={"coding": [coding(SNOMED, "10828004"), coding(SNOMED, "260385009")]})), "CODE_CONFLICT",
        "/entry/1/resource/valueCodeableConcept/coding/1", "positive and negative")
refused("lab-text-too-long", bundle(person(), without(lab(valueString="x" * 20), "valueCodeableConcept")), "TOO_LONG",
        "/entry/1/resource/valueString", "20 characters")

with open(os.path.join(here, "expectations.tsv"), "w", encoding="utf-8", newline="\n") as table:
    table.write("file\texpect\twhere\tfindings\tnote\n")
    for row in rows:
        table.write("\t".join(row) + "\n")
