// The example of docs/formats/trust-list.md, made again from its seeds: a list with one issuer of each standing.
#pragma once

#include <string>

#include "test_network.h"

namespace vhc::test {

inline std::string example_list() {
  return R"({"net":"demo","iss":"https://clinic.example/shc","name":"Harbour Clinic","status":"suspended","since":1787356800,"why":"closed without notice"}
{"net":"demo","iss":"https://pharmacy.example/shc","name":"Corner Pharmacy","web":"https://pharmacy.example","keys":[{"kid":"hXbCO7USV_vWIq5ycnsRe-_6epHoiO3r4o5YlSkPMaY","p256":"G3SiIoCfSVrbsKYpWVjP-MVaLZA8hcAZ7DizLCcZi-4negL_vqCO-ErUtgx2EWeLAMBEgk4J5AemFHk58pUGlg","ctr":2}],"crl":[{"kid":"hXbCO7USV_vWIq5ycnsRe-_6epHoiO3r4o5YlSkPMaY","ctr":2,"rids":["AQPCj4wwk6Mt.1636977600","DGuHSDbrU34"]}]}
{"net":"demo","profile":"shc","name":"Demonstration"}
{"net":"later","iss":"XX","members":["of a profile","that is not known yet"]}
{"net":"later","profile":"not-yet"}
)";
}

inline Network example_network() {
  Network network;
  network.publish(example_list(), at("2026-08-22T05:00:00Z"));
  LiveNote live = network.next_live(1, at("2026-08-22T06:00:00Z"));
  live.keys = {"UJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw"};
  live.cards = {{"demo", "https://clinic.example/shc", "*", ""}};
  network.say(live);
  return network;
}

}  // namespace vhc::test
