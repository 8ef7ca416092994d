// TensorBoard's event files, read back by a parser of its own, byte by byte.
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/run/folder/crc32c.h"
#include "core/run/folder/event_file.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>

#include <sys/resource.h>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

struct Event {
    double wallTime = 0;
    std::int64_t step = 0;
    std::string version;
    int sessionStatus = 0;
    std::vector<std::pair<std::string, float>> scalars;
};

// Bit by bit, so that nothing is shared with the table that is tested.
std::uint32_t slowCrc(const std::string& bytes)
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (const unsigned char byte : bytes)
        for (int bit = 0; bit < 8; ++bit) {
            const bool odd = ((crc ^ (std::uint32_t(byte) >> bit)) & 1) != 0;
            crc = (crc >> 1) ^ (odd ? 0x82F63B78 : 0);
        }
    return ~crc;
}

class Bytes {
public:
    explicit Bytes(std::string bytes) : bytes_(std::move(bytes)) {}
    bool atEnd() const { return at_ == bytes_.size(); }
    std::string take(std::size_t count)
    {
        if (count > bytes_.size() - at_)
            throw std::runtime_error("cut off");
        at_ += count;
        return bytes_.substr(at_ - count, count);
    }
    template <typename T> T number()
    {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = number<std::uint8_t>();
            value |= std::uint64_t(byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
    }

private:
    std::string bytes_;
    std::size_t at_ = 0;
};

std::pair<std::string, float> scalarOf(Bytes value)
{
    std::pair<std::string, float> scalar;
    while (!value.atEnd()) {
        const auto key = value.varint();
        if (key == (1 << 3 | 2))
            scalar.first = value.take(value.varint());
        else if (key == (2 << 3 | 5))
            scalar.second = value.number<float>();
        else
            throw std::runtime_error("unknown field of a value");
    }
    return scalar;
}

Event eventOf(Bytes message)
{
    Event event;
    while (!message.atEnd()) {
        const auto key = message.varint();
        if (key == (1 << 3 | 1)) {
            event.wallTime = message.number<double>();
        } else if (key == (2 << 3 | 0)) {
            event.step = std::int64_t(message.varint());
        } else if (key == (3 << 3 | 2)) {
            event.version = message.take(message.varint());
        } else if (key == (5 << 3 | 2)) {
            for (Bytes summary(message.take(message.varint())); !summary.atEnd();) {
                if (summary.varint() != (1 << 3 | 2))
                    throw std::runtime_error("unknown field of a summary");
                event.scalars.push_back(scalarOf(Bytes(summary.take(summary.varint()))));
            }
        } else if (key == (7 << 3 | 2)) {
            Bytes log(message.take(message.varint()));
            if (log.varint() != (1 << 3 | 0))
                throw std::runtime_error("unknown field of a session log");
            event.sessionStatus = int(log.varint());
        } else {
            throw std::runtime_error("unknown field of an event");
        }
    }
    return event;
}

std::uint32_t unmasked(std::uint32_t stored)
{
    const std::uint32_t rotated = stored - 0xA282EAD8u;
    return (rotated >> 17) | (rotated << 15);
}

std::vector<Event> eventsOf(const fs::path& file)
{
    std::vector<Event> events;
    for (Bytes bytes(readFile(file)); !bytes.atEnd();) {
        const std::string length = bytes.take(8);
        if (unmasked(bytes.number<std::uint32_t>()) != slowCrc(length))
            throw std::runtime_error("wrong CRC of a length");
        const std::string payload = bytes.take(Bytes(length).number<std::uint64_t>());
        if (unmasked(bytes.number<std::uint32_t>()) != slowCrc(payload))
            throw std::runtime_error("wrong CRC of a payload");
        events.push_back(eventOf(Bytes(payload)));
    }
    return events;
}

// Files of this process end at `bytes` as long as this lives: a write goes part of the way, the next one fails.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

} // namespace

class TestEventFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void checksumsArePublishedOnes();
    void whatIsAddedIsReadBack();
    void continuedRunsForgetWhatWasLost();
    void aFullDiskLosesNothing();
    void unwritableFolderIsNamed();
};

void TestEventFile::checksumsArePublishedOnes()
{
    QCOMPARE(crc32c(""), 0u);
    QCOMPARE(crc32c("123456789"), 0xE3069283u);
    QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAu); // RFC 3720, B.4
    QCOMPARE(crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
    std::string rising;
    for (char k = 0; k < 32; ++k)
        rising += k;
    QCOMPARE(crc32c(rising), 0x46DD794Eu);
    QCOMPARE(crc32c(rising), slowCrc(rising));
}

void TestEventFile::whatIsAddedIsReadBack()
{
    QTemporaryDir dir;
    const fs::path folder = fs::path(dir.path().toStdString()) / "run" / "tensorboard";
    const std::string longTag(300, 'x'); // its length takes two bytes
    fs::path path;
    {
        EventFile file(folder, 1);
        path = file.path();
        file.add(1, {{"loss", 0.75}, {"learning_rate", 0.0}}, 1700000000.25);
        QCOMPARE(fs::file_size(path), std::uintmax_t(0)); // nothing yet
        file.flush();
        QCOMPARE(file.pendingBytes(), std::size_t(0));
        file.add(std::int64_t(1) << 40, {{longTag, -1e-3}}, 1700000001.5);
        file.add(3, {{"loss", std::nan("")}}, 1700000002.0);
    } // the end writes the rest
    QVERIFY(path.filename().string().starts_with("events.out.tfevents."));
    QVERIFY(path.filename().string().ends_with("." + std::to_string(getpid())));
    const auto events = eventsOf(path);
    QCOMPARE(events.size(), std::size_t(5));
    QCOMPARE(events[0].version, std::string("brain.Event:2"));
    QVERIFY(std::abs(events[0].wallTime - double(std::time(nullptr))) < 60);
    QCOMPARE(events[1].sessionStatus, 1);
    QCOMPARE(events[1].step, std::int64_t(1));
    QCOMPARE(events[2].wallTime, 1700000000.25);
    QCOMPARE(events[2].step, std::int64_t(1));
    QVERIFY(
        (events[2].scalars == std::vector<std::pair<std::string, float>>{{"loss", 0.75f}, {"learning_rate", 0.0f}}));
    QCOMPARE(events[3].step, std::int64_t(1) << 40);
    QCOMPARE(events[3].scalars.at(0).first, longTag);
    QCOMPARE(events[3].scalars.at(0).second, -1e-3f);
    QVERIFY(std::isnan(events[4].scalars.at(0).second));
}

void TestEventFile::continuedRunsForgetWhatWasLost()
{
    QTemporaryDir dir;
    const fs::path folder = dir.path().toStdString();
    EventFile first(folder, 1), second(folder, 501); // within one second: they must not share a file
    QVERIFY(first.path() != second.path());
    second.add(501, {{"loss", 0.5}}, 5);
    second.flush();
    const auto events = eventsOf(second.path());
    QCOMPARE(events.size(), std::size_t(3));
    QCOMPARE(events[1].sessionStatus, 1); // START
    QCOMPARE(events[1].step, std::int64_t(501));
    QCOMPARE(events[2].step, std::int64_t(501));
}

void TestEventFile::aFullDiskLosesNothing()
{
    QTemporaryDir dir;
    EventFile file(dir.path().toStdString(), 1);
    for (int step = 1; step <= 20; ++step)
        file.add(step, {{"loss", 1.0 / step}}, step);
    const std::size_t all = file.pendingBytes();
    for (const rlim_t limit : {rlim_t(333), rlim_t(334), rlim_t(700)}) { // inside records
        const FullDisk disk(limit);
        try {
            file.flush();
            QFAIL("more was written than fits");
        } catch (const Error& error) {
            QVERIFY2(error.subject().find(file.path().string()) != std::string::npos, error.what());
        }
        QCOMPARE(fs::file_size(file.path()), std::uintmax_t(limit));
        QCOMPARE(file.pendingBytes(), all - limit);
    }
    file.flush();
    QCOMPARE(fs::file_size(file.path()), std::uintmax_t(all));
    const auto events = eventsOf(file.path());
    QCOMPARE(events.size(), std::size_t(22));
    for (int step = 1; step <= 20; ++step)
        QCOMPARE(events[std::size_t(step) + 1].scalars.at(0).second, float(1.0 / step));
}

void TestEventFile::unwritableFolderIsNamed()
{
    try {
        EventFile file("/proc/nowhere/run", 1);
        QFAIL("wrote into /proc");
    } catch (const Error& error) {
        QVERIFY2(error.subject().find("/proc/nowhere") != std::string::npos, error.what());
    }
}

TEST_MAIN(TestEventFile)
#include "tst_event_file.moc"
