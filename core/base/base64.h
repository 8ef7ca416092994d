#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace diffuscope {

// RFC 4648, section 4, with padding and on one line.
std::string base64(std::string_view bytes);
std::optional<std::string> fromBase64(std::string_view text); // none: it is not base64

} // namespace diffuscope
