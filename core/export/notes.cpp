#include "core/export/notes.h"

#include "core/base/base64.h"
#include "core/base/byte_order.h"
#include "core/base/error.h"
#include "core/export/png_file.h"
#include "core/interop/cv_image.h"

#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace diffuscope {
namespace {

constexpr std::size_t kLongestRecipe = std::size_t(1) << 24;
constexpr int kLargestOriginal = 512;
constexpr std::string_view kOurs = "diffuscope:";
constexpr std::array<std::pair<char, std::string_view>, 5> kEntities = {
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}};

void mark(FileNotes& notes, Marks marks)
{
    notes.parameters = std::move(marks.parameters);
    notes.source = std::move(marks.source);
}

std::string element(const std::string& name, const std::string& text)
{
    return text.empty() ? "" : "<" + name + ">" + text + "</" + name + ">";
}

// Code points; what is no UTF-8 becomes a question mark.
std::vector<std::uint32_t> pointsOf(const std::string& utf8)
{
    std::vector<std::uint32_t> points;
    for (std::size_t at = 0; at < utf8.size();) {
        const auto byte = [&utf8](std::size_t k) { return k < utf8.size() ? (unsigned char)(utf8[k]) : 0u; };
        const unsigned first = byte(at);
        const std::size_t more = first < 0x80 ? 0 : first < 0xc2 ? 4 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        bool whole = more < 4 && first < 0xf5;
        std::uint32_t point = more == 0 ? first : first & (0x3fu >> more);
        for (std::size_t k = 1; whole && k <= more; ++k) {
            whole = (byte(at + k) & 0xc0u) == 0x80;
            point = point << 6 | (byte(at + k) & 0x3fu);
        }
        points.push_back(whole ? point : '?');
        at += whole ? more + 1 : 1;
    }
    return points;
}

// Tag, type 4 (a number of 32 bits) or 7 (bytes), how many, value or place.
void appendEntry(std::string& block, std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value)
{
    block += bigEndian(1, 2); // entries
    block += bigEndian(tag, 2) + bigEndian(type, 2) + bigEndian(count) + bigEndian(value);
    block += bigEndian(0); // no further directory
}

} // namespace

FileNotes ExportContent::notes() const
{
    FileNotes notes{recipe, original, {}, {}};
    if (marksOf && !frames.empty() && !recipe.empty())
        mark(notes, marksOf(recipe, frames.front()));
    return notes;
}

FileNotes ExportContent::notesOf(std::size_t frame, const Image& picture) const
{
    FileNotes notes{recipeOfFrame ? recipeOfFrame(frame) : recipe, original, {}, {}};
    if (marksOf && !notes.recipe.empty())
        mark(notes, marksOf(notes.recipe, picture));
    return notes;
}

void requireStorable(const std::string& recipe)
{
    if (recipe.size() > kLongestRecipe)
        throw Error("The recipe is too long to store in a picture", std::to_string(recipe.size()) + " bytes");
}

std::string originalText(const Image& original)
{
    if (original.empty() || std::max(original.width, original.height) > kLargestOriginal)
        return {};
    return base64(pngBytes(original));
}

Image originalOf(const std::string& text)
{
    const auto bytes = fromBase64(text);
    const auto sideAt = [&bytes](std::size_t at) { // before anything is unpacked
        return bigEndianIn(std::string_view(*bytes).substr(at, 4));
    };
    constexpr std::size_t kWidthAt = 16, kHeightAt = 20;
    if (!bytes || bytes->size() < kHeightAt + 4 || !bytes->starts_with("\x89PNG") ||
        sideAt(kWidthAt) > kLargestOriginal || sideAt(kHeightAt) > kLargestOriginal)
        return {};
    const cv::Mat data(1, int(bytes->size()), CV_8UC1, const_cast<char*>(bytes->data()));
    const cv::Mat decoded = cv::imdecode(data, cv::IMREAD_UNCHANGED);
    const bool plain = decoded.depth() == CV_8U && (decoded.channels() == 1 || decoded.channels() == 3);
    return decoded.empty() || !plain ? Image() : imageOf(decoded);
}

std::string xmlEscaped(std::string_view text)
{
    std::string escaped;
    for (const char one : text) {
        const auto* found =
            std::find_if(kEntities.begin(), kEntities.end(), [one](const auto& entity) { return entity.first == one; });
        if (found != kEntities.end())
            escaped += found->second;
        else
            escaped += one;
    }
    return escaped;
}

std::string xmlUnescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const auto* found = std::find_if(kEntities.begin(), kEntities.end(), [&](const auto& entity) {
            return text.substr(at).starts_with(entity.second);
        });
        plain += found != kEntities.end() ? found->first : text[at];
        at += found != kEntities.end() ? found->second.size() : 1;
    }
    return plain;
}

std::string xmpPacket(const XmpFields& fields)
{
    if (fields.source.empty() && fields.recipe.empty() && fields.original.empty())
        return {};
    const std::string source =
        fields.source.empty() ? "" : "http://cv.iptc.org/newscodes/digitalsourcetype/" + fields.source;
    return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
           "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
           " xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\""
           " xmlns:diffuscope=\"urn:diffuscope:1.0/\">" +
           element("xmp:CreatorTool", "Diffuscope") + element("Iptc4xmpExt:DigitalSourceType", source) +
           element("diffuscope:recipe", xmlEscaped(fields.recipe)) + element("diffuscope:picture", fields.original) +
           "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>";
}

std::string xmpField(std::string_view packet, std::string_view name)
{
    const std::string tag = std::string(kOurs) + std::string(name) + ">";
    const std::size_t from = packet.find("<" + tag);
    if (from == std::string_view::npos)
        return {};
    const std::size_t start = from + 1 + tag.size(), end = packet.find("</" + tag, start);
    return end == std::string_view::npos ? std::string() : xmlUnescaped(packet.substr(start, end - start));
}

std::string exifWithComment(const std::string& utf8)
{
    using namespace std::string_literals;
    constexpr std::uint32_t kFirst = 8, kDirectory = 18, kLong = 4, kUndefined = 7;
    std::string comment = "UNICODE\0"s;
    for (const std::uint32_t point : pointsOf(utf8)) {
        if (point >= 0x10000) { // a pair of surrogates
            comment += bigEndian(0xd800 + ((point - 0x10000) >> 10), 2);
            comment += bigEndian(0xdc00 + ((point - 0x10000) & 0x3ffu), 2);
        } else {
            comment += bigEndian(point, 2);
        }
    }
    std::string block = "MM\0*"s;
    block += bigEndian(kFirst);
    appendEntry(block, 0x8769, kLong, 1, kFirst + kDirectory); // where EXIF's own directory is
    appendEntry(block, 0x9286, kUndefined, std::uint32_t(comment.size()), kFirst + 2 * kDirectory);
    return block + comment;
}

bool latin1Of(const std::string& utf8, std::string& latin1)
{
    latin1.clear();
    for (const std::uint32_t point : pointsOf(utf8)) {
        if (point > 0xff)
            return false;
        latin1 += char(point);
    }
    return true;
}

} // namespace diffuscope
