// Numbers in files, in both orders.
#include "core/base/byte_order.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace diffuscope;
using namespace std::string_literals;

class TestByteOrder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bytesAreRead();
    void bytesAreWritten();
};

void TestByteOrder::bytesAreRead()
{
    QCOMPARE(bigEndianIn("\x01\x02\x03\x04"), std::uint64_t(0x01020304));
    QCOMPARE(littleEndianIn("\x01\x02\x03\x04"), std::uint64_t(0x04030201));
    QCOMPARE(bigEndianIn("\xff\xfe"), std::uint64_t(0xfffe)); // no sign
    QCOMPARE(littleEndianIn("\xff\xfe"), std::uint64_t(0xfeff));
    QCOMPARE(bigEndianIn("\x80\0\0\0\0\0\0\x01"s), std::uint64_t(0x8000000000000001));
    QCOMPARE(littleEndianIn("\x80\0\0\0\0\0\0\x01"s), std::uint64_t(0x0100000000000080));
    QCOMPARE(bigEndianIn({}), std::uint64_t(0));
    QCOMPARE(littleEndianIn({}), std::uint64_t(0));
}

void TestByteOrder::bytesAreWritten()
{
    QCOMPARE(bigEndian(0x01020304), "\x01\x02\x03\x04"s);
    QCOMPARE(bigEndian(0xabcd, 2), "\xab\xcd"s);
    QCOMPARE(bigEndian(7, 8), "\0\0\0\0\0\0\0\x07"s);
    for (const std::uint64_t value : {std::uint64_t(0), std::uint64_t(255), std::uint64_t(0xffffffffffffffff)})
        QCOMPARE(bigEndianIn(bigEndian(value, 8)), value);
}

TEST_MAIN(TestByteOrder)
#include "tst_byte_order.moc"
