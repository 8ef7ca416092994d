#include "core/session/catalog.h"
#include "tests/support/test_main.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/workspace/recipe_values.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

QJsonObject parsed(const QByteArray& json) { return QJsonDocument::fromJson(json).object(); }

ParamSpec spec(const char* key, ParamSpec::Kind kind, double least, double most)
{
    ParamSpec made;
    made.key = key;
    made.kind = kind;
    made.minimum = least;
    made.maximum = most;
    if (kind == ParamSpec::Kind::Choice)
        made.choices = {"a", "b"};
    return made;
}

} // namespace

// Numbers that people meet again: exactly as they were, or refused by name.
class TestRecipeValues : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void seedsAreExactOrRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("fits");
        QTest::addColumn<quint64>("seed");
        const auto fits = [](const char* json, quint64 seed) {
            QTest::addRow("%s", json) << QByteArray(json) << true << seed;
        };
        const auto refuses = [](const char* json) {
            QTest::addRow("%s", json) << QByteArray(json) << false << quint64(0);
        };
        fits(R"({"seed":0})", 0);
        fits(R"({"seed":9007199254740993})", 9007199254740993u); // 2^53 + 1: no double
        fits(R"({"seed":9223372036854775807})", 9223372036854775807u);
        fits(R"({"seed":"9223372036854775813"})", 9223372036854775813u); // 2^63 + 5
        fits(R"({"seed":"18446744073709551615"})", std::numeric_limits<quint64>::max());
        fits(R"({"seed":1e3})", 1000);
        for (const char* json : {R"({"seed":1e300})", R"({"seed":-1})", R"({"seed":"-1"})", R"({"seed":-1e300})",
                                 R"({"seed":9223372036854775813})", R"({"seed":1.5})", R"({"seed":"NaN"})",
                                 R"({"seed":null})", R"({"seed":true})", R"({"seed":[7]})", R"({"seed":""})",
                                 R"({"seed":" 7"})", R"({"seed":"18446744073709551616"})"})
            refuses(json);
    }

    void seedsAreExactOrRefused()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, fits);
        QFETCH(quint64, seed);
        QStringList refused;
        const auto read = seedOf(parsed(json), refused);
        QCOMPARE(read.has_value(), fits);
        QCOMPARE(quint64(read.value_or(0)), seed);
        QCOMPARE(refused.size(), fits ? 0 : 1);
        if (!fits)
            QVERIFY2(refused[0].startsWith(QStringLiteral("seed = ")) && refused[0].contains("18446744073709551615"),
                     qPrintable(refused[0]));
    }

    void noSeedIsNoComplaint()
    {
        QStringList refused;
        QVERIFY(!seedOf({}, refused) && refused.isEmpty());
    }

    void settingsKeepTheirTypes()
    {
        using Kind = ParamSpec::Kind;
        const std::vector<ParamSpec> specs = {spec("on", Kind::Toggle, 0, 0), spec("whole", Kind::Integer, -9e18, 9e18),
                                              spec("real", Kind::Real, 0, 1), spec("one", Kind::Choice, 0, 0),
                                              spec("text", Kind::Text, 0, 0)};
        QStringList refused;
        const ParamValues values = settingsOf(
            parsed(R"({"on":true,"whole":-9007199254740993,"real":1,"one":"b","text":"ü","other":3})"), specs, refused);
        QVERIFY2(refused.isEmpty(), qPrintable(refused.join(u'\n')));
        QCOMPARE(std::get<bool>(values.at("on")), true);
        QCOMPARE(std::get<long long>(values.at("whole")), -9007199254740993LL);
        QCOMPARE(std::get<double>(values.at("real")), 1.0); // a whole number in the file
        QCOMPARE(std::get<std::string>(values.at("one")), std::string("b"));
        QCOMPARE(std::get<std::string>(values.at("text")), std::string("ü"));
        QCOMPARE(values.size(), std::size_t(5)); // what nobody knows is left out

        const ParamValues kept =
            settingsOf(parsed(R"({"on":1,"whole":1e300,"real":-0.5,"one":"c","text":["x"]})"), specs, refused);
        QVERIFY(kept.empty());
        QCOMPARE(refused.size(), 5);
        for (std::size_t k = 0; k < specs.size(); ++k) // each by its name
            QVERIFY2(refused[int(k)].startsWith(QString::fromStdString(specs[k].key) + QStringLiteral(" = ")),
                     qPrintable(refused[int(k)]));
        QVERIFY2(refused[1].contains(QStringLiteral("1e+300")), qPrintable(refused[1]));
        refused.clear();
        const QString flood(100'000, u'x');
        settingsOf({{"real", flood}}, specs, refused);
        QVERIFY(refused.value(0).size() < 200); // a card has to hold it
    }

    void everySeedCanBeSeenAndTyped()
    {
        SeedField field(7);
        field.resize(240, 28);
        field.show();
        QVERIFY(QTest::qWaitForWindowExposed(&field));
        field.activateWindow();
        field.setFocus();
        QSignalSpy chosen(&field, &SeedField::valueChanged);
        auto* line = field.findChild<QLineEdit*>();
        field.setValue(9223372036854775813u);
        QCOMPARE(field.text(), QStringLiteral("9223372036854775813"));
        QVERIFY(chosen.isEmpty()); // nobody chose it
        QTest::keyClick(&field, Qt::Key_Up);
        QCOMPARE(field.value(), quint64(9223372036854775814u));
        QTest::keyClick(&field, Qt::Key_Down);
        QTest::keyClick(&field, Qt::Key_Down);
        QCOMPARE(field.value(), quint64(9223372036854775812u));
        QCOMPARE(chosen.count(), 3);

        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("18446744073709551615"));
        QCOMPARE(field.value(), std::numeric_limits<quint64>::max());
        QTest::keyClicks(&field, QStringLiteral("5")); // no seed has so many
        QTest::keyClicks(&field, QStringLiteral("-x"));
        QCOMPARE(field.text(), QStringLiteral("18446744073709551615"));
        QTest::keyClick(&field, Qt::Key_Up); // no wrapping round to 0
        QCOMPARE(field.value(), std::numeric_limits<quint64>::max());

        field.selectAll();
        QTest::keyClick(&field, Qt::Key_Delete);
        QCOMPARE(field.value(), std::numeric_limits<quint64>::max()); // nothing is no seed
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.text(), QStringLiteral("18446744073709551615"));
        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("007"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.text(), QStringLiteral("7"));
        QTest::keyClick(&field, Qt::Key_PageDown);
        QCOMPARE(field.value(), quint64(0));

        field.setValue(9007199254740993u);
        field.selectAll();
        line->copy();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("9007199254740993"));
        QApplication::clipboard()->setText(QStringLiteral(" 9,007,199,254,740,995\n"));
        line->paste();
        QCOMPARE(field.value(), quint64(9007199254740995u));
    }
};

GUI_TEST_MAIN(TestRecipeValues)
#include "tst_recipe_values.moc"
