#pragma once
#include "core/export/format.h"

#include <string>
#include <string_view>

namespace diffuscope {

// How FileNotes stand in files. Internal to core.
//   PNG, APNG  text chunks: "diffuscope" the recipe, "diffuscope-picture" the original as a PNG file in base64 (both
//              iTXt, UTF-8, not compressed), "parameters" (tEXt; iTXt where Latin-1 does not do), "XML:com.adobe.xmp"
//   GIF        comments: the recipe; kOriginalInGif and the original. An application extension with XMP
//   WebP       XMP with the recipe and the original in it; EXIF with the parameters as the user's comment
//   MP4        the recipe as comment, the parameters as description; XMP as of WebP
// XMP names the source of generated pictures as IPTC does (trainedAlgorithmicMedia).

// Throws Error for a recipe that is longer than readers accept (16 MiB).
void requireStorable(const std::string& recipe);

// A PNG file of the original's 8-bit pixels in base64; empty where there is none, or one larger than 512 x 512.
std::string originalText(const Image& original);
Image originalOf(const std::string& text); // empty where it is no such text

// What is said with XMP. Without anything to say: empty.
struct XmpFields {
    std::string source;           // as of FileNotes
    std::string recipe, original; // in formats that have no better place for them
};
std::string xmpPacket(const XmpFields& fields);

// The text of one field of our own in an XMP packet, or in what a packet stands in; empty: there is none.
std::string xmpField(std::string_view packet, std::string_view name); // "recipe", "picture"

std::string xmlEscaped(std::string_view text);
std::string xmlUnescaped(std::string_view text);

// A TIFF block as EXIF has it, with nothing in it but the user's comment.
std::string exifWithComment(const std::string& utf8);

// Latin-1 of a UTF-8 text; none where it has other letters.
bool latin1Of(const std::string& utf8, std::string& latin1);

} // namespace diffuscope
