#include "tests/core/recipe/full_recipes.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>

using namespace diffuscope;
using namespace recipes;
using nlohmann::json;

// What others write is taken as far as it fits, and the rest is named.
class TestRecipeRefused : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void seedsAreExactOrRefused_data();
    void seedsAreExactOrRefused();
    void noSeedIsNoComplaint();
    void wrongFieldsAreNamed();
    void valuesOutOfRangeAreNamed_data();
    void valuesOutOfRangeAreNamed();
    void unknownFieldsAreNamed();
    void newerFormatsAreSaid();
    void othersJsonIsNoRecipe_data();
    void othersJsonIsNoRecipe();
    void floodsAreCounted();
    void hostileTextIsHarmless();
};

void TestRecipeRefused::seedsAreExactOrRefused_data()
{
    QTest::addColumn<QByteArray>("seed");
    QTest::addColumn<bool>("fits");
    QTest::addColumn<quint64>("value");
    const auto fits = [](const char* seed, quint64 value) {
        QTest::addRow("%s", seed) << QByteArray(seed) << true << value;
    };
    fits("0", 0);
    fits("-0", 0);
    fits("9007199254740993", 9007199254740993u); // 2^53 + 1: no double
    fits("9223372036854775807", 9223372036854775807u);
    fits("9223372036854775813", 9223372036854775813u); // 2^63 + 5
    fits("18446744073709551615", kMostSeed);
    fits("\"9223372036854775813\"", 9223372036854775813u);
    fits("\"18446744073709551615\"", kMostSeed);
    fits("1e3", 1000);
    for (const char* seed :
         {"1e300", "-1", "\"-1\"", "-1e300", "1.5", "\"NaN\"", "null", "true", "[7]", "{}", "\"\"", "\" 7\"", "\"+7\"",
          "\"7 \"", "\"0x7\"", "18446744073709551616", "\"18446744073709551616\"", "9007199254740993.0"})
        QTest::addRow("%s", seed) << QByteArray(seed) << false << quint64(0);
}

void TestRecipeRefused::seedsAreExactOrRefused()
{
    QFETCH(QByteArray, seed);
    QFETCH(bool, fits);
    QFETCH(quint64, value);
    for (const char* kind : {R"({"process":"forward","seed":)", R"({"sampler":"ddim","seed":)"}) {
        const ReadRecipe read = readRecipe(kind + seed.toStdString() + "}");
        QCOMPARE(seedIn(read).has_value(), fits);
        QCOMPARE(quint64(seedIn(read).value_or(0)), value);
        QCOMPARE(read.refused.size(), std::size_t(fits ? 0 : 1));
        if (!fits)
            QVERIFY2(read.refused[0].field == "seed" &&
                         read.refused[0].takes == "a whole number from 0 to 18446744073709551615",
                     qPrintable(said(read)));
        if (fits) // and stays so
            QCOMPARE(quint64(*seedIn(readRecipe(toJson(*read.recipe)))), value);
    }
}

void TestRecipeRefused::noSeedIsNoComplaint()
{
    const ReadRecipe read = readRecipe(R"({"process":"forward"})");
    QVERIFY(!seedIn(read) && read.refused.empty());
}

// Each field that is written, with a value that no field takes: it alone is refused, by its name.
void TestRecipeRefused::wrongFieldsAreNamed()
{
    const auto reads = [](const json& object, const std::string& field) {
        const ReadRecipe read = readRecipe(object.dump(), known());
        QVERIFY2(read.recipe && read.refused.size() == 1 && read.refused[0].field == field &&
                     !read.refused[0].takes.empty() && read.refused[0].value == "[[false]]",
                 qPrintable(QString::fromStdString(field) + ": " + said(read)));
    };
    const json wrong = json::array({json::array({false})});
    for (const Recipe& recipe : fullRecipes()) {
        const json whole = json::parse(toJson(recipe));
        for (const auto& [key, value] : whole.items()) {
            if (key == "program" || key == "process" || key.starts_with("beta_"))
                continue;
            json changed = whole;
            changed[key] = wrong;
            reads(changed, key);
            if (!value.is_object())
                continue;
            for (const auto& [inner, part] : value.items()) {
                changed = whole;
                changed[key][inner] = wrong;
                const bool setting = key == "params" || key == "settings";
                reads(changed, setting ? inner : key + '.' + inner);
            }
        }
    }
    json changed = json::parse(toJson(fullForward()));
    changed["schedule"] = wrong;
    reads(changed, "schedule");
    QVERIFY(readAs<ForwardRecipe>(changed.dump()).schedule->id.empty()); // it was named
    changed["schedule"] = {{"id", "linear"}, {"params", {{"beta_start", wrong}}}};
    reads(changed, "beta_start");
}

void TestRecipeRefused::valuesOutOfRangeAreNamed_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char* field, const char* value) {
        QTest::addRow("%s %s", field, value) << QByteArray(field) << QByteArray(value);
    };
    for (const char* count : {"steps", "count"})
        for (const char* value : {"0", "10001", "1.5", "1e300", "\"3\""})
            row(count, value);
    for (const char* value : {"-0.1", "100.5", "\"1\"", "null"})
        row("guidance_scale", value);
    row("guidance_rescale", "1.01");
    row("trained_steps", "-1");
    row("null_class", "-1");
    row("spacing", "\"sideways\"");
    row("seed_mode", "\"dice\"");
    row("classes", "[0,-1]");
    row("classes", "[0,\"1\"]");
    row("image_files", "[1]");
    row("strength", "1.5");
    row("redos", "0");
    row("variations", "[{},3]");
    row("branch", "[]");
    row("format", "-1");
    row("process", "\"sample\"");
}

void TestRecipeRefused::valuesOutOfRangeAreNamed()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, value);
    const ReadRecipe read =
        readRecipe(R"({"sampler":"ddim",")" + field.toStdString() + "\":" + value.toStdString() + "}");
    QVERIFY2(read.refused.size() == 1 && read.refused[0].field == field.toStdString(), qPrintable(said(read)));
    SamplingRecipe expected;
    expected.sampler = "ddim";
    QVERIFY(std::get<SamplingRecipe>(*read.recipe) == expected); // neither rounded nor cut
}

void TestRecipeRefused::unknownFieldsAreNamed()
{
    for (const Recipe& recipe : fullRecipes()) {
        json object = json::parse(toJson(recipe));
        object["zeta"] = {{"deep", 1}};
        object["Seed"] = 4;
        const ReadRecipe read = readRecipe(object.dump(), known());
        QVERIFY2(read.refused == std::vector<RefusedField>({{"Seed", "4", ""}, {"zeta", "{\"deep\":1}", ""}}),
                 qPrintable(said(read)));
        QCOMPARE(toJson(*read.recipe), toJson(recipe)); // and all else is taken
    }
    json object = json::parse(toJson(fullForward()));
    object["schedule"]["warp"] = 9;
    object["schedule"]["params"]["gamma"] = 1;
    object["source"]["page"] = 2;
    const ReadRecipe read = readRecipe(object.dump());
    QVERIFY2(read.refused ==
                 std::vector<RefusedField>({{"source.page", "2", ""}, {"gamma", "1", ""}, {"schedule.warp", "9", ""}}),
             qPrintable(said(read)));
}

void TestRecipeRefused::newerFormatsAreSaid()
{
    json object = json::parse(toJson(fullSampling()));
    QCOMPARE(object["format"].get<int>(), kRecipeFormat);
    object["format"] = kRecipeFormat + 1;
    object["version"] = "9.1.0";
    const ReadRecipe read = readRecipe(object.dump(), known());
    QVERIFY(read.newer && read.refused.empty());
    QCOMPARE(read.version, std::string("9.1.0"));
    QVERIFY(std::get<SamplingRecipe>(*read.recipe) == fullSampling());
    // A kind of recipe that is not known here
    const ReadRecipe race = readRecipe(R"({"program":"diffuscope","format":7,"process":"race"})");
    QVERIFY(!race.recipe && race.newer && race.refused.empty());
    QVERIFY(!readRecipe(R"({"program":"another","format":7})").newer);
}

void TestRecipeRefused::othersJsonIsNoRecipe_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("readable");
    const auto row = [](const char* name, const QByteArray& text, bool readable) {
        QTest::newRow(name) << text << readable;
    };
    row("nothing", "", true);
    row("empty", "{}", true);
    row("foreign", R"({"prompt":"a castle","seed":[1]})", true);
    row("sampler of another kind", R"({"sampler":{"name":"Euler"}})", true);
    row("list", "[]", false);
    row("words", "made with love", false);
    row("cut", R"({"process":"forward")", false);
    row("twice", R"({"process":"forward","seed":1,"seed":2})", false);
    row("deep", R"({"process":"forward","a":)" + QByteArray(20, '[') + QByteArray(20, ']') + "}", false);
    row("endless", QByteArray(100'000, '['), false);
    row("many", "{\"process\":\"forward\",\"a\":[" + QByteArray("0,").repeated(400'000) + "0]}", false);
    row("not UTF-8", "{\"process\":\"forward\",\"picture\":\"\xff\"}", false);
    row("zero", QByteArray("{\"process\":\"forward\"}\0", 22), false);
}

void TestRecipeRefused::othersJsonIsNoRecipe()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, readable);
    const ReadRecipe read = readRecipe(text.toStdString(), known());
    QVERIFY(!read.recipe && read.refused.empty());
    QCOMPARE(!read.unreadable, readable);
}

void TestRecipeRefused::floodsAreCounted()
{
    json object = {{"process", "forward"}};
    for (int k = 0; k < 5000; ++k)
        object[std::string(300, 'k') + std::to_string(k)] = std::string(300, 'v');
    const ReadRecipe read = readRecipe(object.dump());
    QVERIFY(read.refused.size() <= 20);
    QCOMPARE(int(read.refused.size()) + read.refusedMore, 5000);
    for (const RefusedField& refused : read.refused)
        QVERIFY(refused.field.size() <= 80 && refused.value.size() < 60);
    object = {{"process", "forward"}, {"a\n\x1b[31m", "ä\n" + std::string(200, '\t')}};
    const ReadRecipe odd = readRecipe(object.dump());
    for (const std::string& shown : {odd.refused.at(0).field, odd.refused.at(0).value})
        QVERIFY(std::none_of(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
}

// Cut and changed in every way that chance finds: nothing is thrown, and what is accepted is written and read again
// without a change.
void TestRecipeRefused::hostileTextIsHarmless()
{
    std::mt19937 chance(7);
    const std::string letters = R"({}[]",:0123456789.eE+-truefalsn \u)";
    for (const Recipe& recipe : fullRecipes()) {
        const std::string whole = toJson(recipe);
        for (std::size_t length = 0; length < whole.size(); length += 3)
            QVERIFY(!readRecipe(whole.substr(0, length), known()).recipe);
        int accepted = 0;
        for (int k = 0; k < 2500; ++k) {
            std::string text = whole;
            for (int changes = 1 + int(chance() % 3); changes > 0; --changes)
                text[chance() % text.size()] = letters[chance() % letters.size()];
            const ReadRecipe read = readRecipe(text, known());
            if (!read.recipe)
                continue;
            ++accepted;
            const std::string written = toJson(*read.recipe);
            const ReadRecipe again = readRecipe(written, known());
            QVERIFY2(again.recipe && again.refused.empty(), (text + "\n" + written).c_str());
            QCOMPARE(toJson(*again.recipe), written);
        }
        QVERIFY(accepted > 100);
    }
}

TEST_MAIN(TestRecipeRefused)
#include "tst_recipe_refused.moc"
