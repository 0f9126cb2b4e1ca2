// A card and the key set of its issuer, made once for the self test; the private key was thrown away.
#pragma once

#include <string_view>

namespace vhc {

inline constexpr std::string_view selftest_key_set =
    R"({"keys":[{"kty":"EC","kid":"Umfs6LTsvoInQiQrVzr8XIJHnDJHZh_nbgJ9sBGhe9I","use":"sig","alg":"ES256","crv":"P-256","x":"ZlMS8ql_ptsZAZn8Ou3KyPQuE9i0xYZNIKud8FSh1Qs","y":"G1MPbIBBe3CzyXufFC-hqb8aM2FlyHi_Wtm2ICvPMlc"}]})";
inline constexpr std::string_view selftest_card =
    "eyJ6aXAiOiJERUYiLCJhbGciOiJFUzI1NiIsImtpZCI6IlVtZnM2TFRzdm9JblFpUXJWenI4WElKSG5ESkhaaF9uYmdKOXNCR2hlOUkifQ."
    "fZFNT8MwDIb_i7n2I632AT0CFy4IweCCeshStw1KkypJq42p_x2n6wSHiZ7q2H79PvYJpHNQQOt974o0dahqj84neOBdrzB1rYAI9L6GIttutnm-"
    "3jAWwSigOIE_9gjF5293x61vkSvfJoLbyt2cgzgEUEYgLFaoveTqbdh_ofBBpW6l_UDrpNHkZJWwJKOR4fV-"
    "0JXCUGPRmcEK3M0TYUlEiwMQRilSCwoR0AB7JFukPCj1bhUVXPoLRgWX4IrwC_eS-gMy7_AswjupSA9e5YiWU6qhHx24n42xUE4EtpcE_"
    "sh90MjublnM1jHbwDRFV11k_7t46rpBy2--ADnP_"
    "eBmzHATjxU9jlwIqfHBVLOCMJXUzWzYHZ3HbjkqXaVV28TYJg0bTZ2sUjEeSEDMnZCtGEzlFEG_oM92arSog7e_"
    "m6MiI8Rg51SA3cmwI8hZvo4zYs4JuJzo-wE.4pe8IadXZw8TynjBmbRNKv6SeYvSE4qoU1s6DsNM7afXeSBKDkVh1bY3G10_"
    "sdNYAMCV65fbSHnFC1pWpMnYPA";

}  // namespace vhc
