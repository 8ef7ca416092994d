#pragma once
#include <filesystem>
#include <string>

namespace diffuscope {

// A folder of its own among the temporary files, with all that was put there gone at the end. Any thread.
class TemporaryFolder {
public:
    explicit TemporaryFolder(const std::string& purpose); // a part of its name. Throws Error where none can be made
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace diffuscope
