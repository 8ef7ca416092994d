// What is typed into the gallery's search field.
#include "core/messages/gallery_query.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <ctime>

using namespace diffuscope;

using Words = GalleryQuery::Words;
using Number = GalleryQuery::Number;
using Relation = Number::Relation;

class TestGallerySearch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsAndPairs();
    void whatIsNotUnderstoodIsNamed_data();
    void whatIsNotUnderstoodIsNamed();
    void daysAreLocal();
    void termsAreAsTheyWereTyped();
};

void TestGallerySearch::wordsAndPairs()
{
    const GalleryQuery query =
        parseGallerySearch("five seed:1202 w>2 steps<=50 class:5 class:cat sampler:ddim is:favourite", 0).query;
    const std::vector<Words> words = {
        {Words::Place::Anywhere, "five"}, {Words::Place::Class, "cat"}, {Words::Place::Sampler, "ddim"}};
    const std::vector<Number> numbers = {{Number::Field::Seed, Relation::Equal, 1202, 1202},
                                         {Number::Field::Guidance, Relation::Above, 2, 0},
                                         {Number::Field::Steps, Relation::AtMost, 50, 0},
                                         {Number::Field::Class, Relation::Equal, 5, 0}};
    QVERIFY(query.words == words);
    QVERIFY(query.numbers == numbers);
    QVERIFY(query.favourites);
    QVERIFY(parseGallerySearch("seed 1202", 0).query == parseGallerySearch("SEED:1202", 0).query);
    const auto largest = parseGallerySearch("seed:18446744073709551615", 0).query.numbers;
    QCOMPARE(largest.at(0).whole, std::uint64_t(18446744073709551615ULL));
    QVERIFY(parseGallerySearch("  ", 0).query == GalleryQuery());
}

void TestGallerySearch::whatIsNotUnderstoodIsNamed_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"colour:red", "seed:abc", "seed:-1", "w>", "class>cat", "date:2026-13-01", "is:red", "w:inf"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestGallerySearch::whatIsNotUnderstoodIsNamed()
{
    QFETCH(QString, text);
    const GallerySearch search = parseGallerySearch("one " + text.toStdString() + " two", 0);
    QCOMPARE(search.terms.size(), std::size_t(3));
    QVERIFY(search.terms[0].understood && !search.terms[1].understood && search.terms[2].understood);
    QCOMPARE(QString::fromStdString(search.terms[1].text), text);
    QVERIFY(search.query == parseGallerySearch("one two", 0).query); // it was left out
}

void TestGallerySearch::daysAreLocal()
{
    std::tm noon{};
    noon.tm_year = 126, noon.tm_mon = 10, noon.tm_mday = 30, noon.tm_hour = 12, noon.tm_isdst = -1;
    const std::int64_t now = std::mktime(&noon);
    const GalleryQuery today = parseGallerySearch("today", now).query;
    QVERIFY(today == parseGallerySearch("date:2026-11-30", 0).query);
    QVERIFY(*today.from <= now * 1000 && now * 1000 < *today.before);
    QVERIFY(parseGallerySearch("yesterday", now).query == parseGallerySearch("date:2026-11-29", 0).query);
    const GalleryQuery since = parseGallerySearch("date>2026-11-29", 0).query;
    QCOMPARE(*since.from, *today.from);
    QVERIFY(!since.before);
    QCOMPARE(*parseGallerySearch("date<2026-11-30", 0).query.before, *today.from);
}

void TestGallerySearch::termsAreAsTheyWereTyped()
{
    const GallerySearch search = parseGallerySearch("\"two words\" seed 7 note:\"my own\"", 0);
    QCOMPARE(search.terms.size(), std::size_t(3));
    QCOMPARE(search.terms[0].text, std::string("\"two words\""));
    QCOMPARE(search.terms[1].text, std::string("seed 7"));
    QCOMPARE(search.terms[2].text, std::string("note:\"my own\""));
    const std::vector<Words> words = {{Words::Place::Anywhere, "two words"}, {Words::Place::Note, "my own"}};
    QVERIFY(search.query.words == words);
}

TEST_MAIN(TestGallerySearch)
#include "tst_gallery_search.moc"
