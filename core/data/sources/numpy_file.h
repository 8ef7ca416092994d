#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

// What the header of a NumPy array says. Format: numpy.lib.format, versions 1 to 3.
struct NumpyHeader {
    std::string member; // the array's name in an .npz, without ".npy"; empty in an .npy
    char kind = 'u';    // b bool, u, i, f; others are not numbers
    int itemBytes = 1;  // 1, 2, 4 or 8
    bool bigEndian = false, fortranOrder = false;
    std::string type;             // as the file writes it, for messages
    std::vector<long long> shape; // each at least 0; the product of all and the item's size fits 2^62

    long long count() const { return shape.empty() ? 1 : shape.front(); }
    std::uint64_t recordValues() const; // of one entry along the first axis
    std::uint64_t recordBytes() const { return recordValues() * std::uint64_t(itemBytes); }
    bool isNumeric() const;
    std::string text() const; // "train_images, uint8 60000 x 28 x 28"
};

// The arrays of a file: one of an .npy, any number of an .npz. Untrusted input: throws Error naming the file.
std::vector<NumpyHeader> numpyHeaders(const std::filesystem::path& file);

// The values of one array, record by record, as doubles.
class NumpyReader {
public:
    NumpyReader(const std::filesystem::path& file, const std::string& member);
    ~NumpyReader();
    const NumpyHeader& header() const { return header_; }
    void next(std::vector<double>& values); // header().recordValues() of them; throws Error at the end of a short file
    void skip();

private:
    std::unique_ptr<struct NumpyBytes> bytes_;
    NumpyHeader header_;
    std::vector<char> record_;
};

} // namespace diffuscope
