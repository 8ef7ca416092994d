#include "core/recipe/recipe.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <random>

using namespace diffuscope;
using nlohmann::json;

namespace {

constexpr std::uint64_t kMostSeed = std::numeric_limits<std::uint64_t>::max();

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

std::vector<ParamSpec> specsOfAllKinds()
{
    using Kind = ParamSpec::Kind;
    return {spec("on", Kind::Toggle, 0, 0), spec("whole", Kind::Integer, -9e18, 9e18), spec("real", Kind::Real, 0, 1),
            spec("one", Kind::Choice, 0, 0), spec("text", Kind::Text, 0, 0)};
}

RecipeSpecs known() { return {{{"every", specsOfAllKinds()}}, specsOfAllKinds()}; }

ParamValues valuesOfAllKinds()
{
    return {{"on", true},
            {"whole", -9007199254740993LL},
            {"real", 0.1},
            {"one", std::string("b")},
            {"text", std::string("Größe \"1\"")}};
}

SamplingRecipe fullSampling()
{
    SamplingRecipe recipe;
    recipe.model = "/models/shapes";
    recipe.modelName = "shapes";
    recipe.trainedSteps = 4'000'000'000;
    recipe.sampler = "every";
    recipe.steps = 17;
    recipe.spacing = "trailing";
    recipe.params = valuesOfAllKinds();
    recipe.seed = kMostSeed;
    recipe.seedMode = "diffusers-list";
    recipe.count = 4;
    recipe.classes = {0, 7};
    recipe.guidanceScale = 2.5;
    recipe.guidanceRescale = 0.7;
    recipe.nullClass = 10;
    recipe.imageFiles = {"a.png", "b ü.png"};
    recipe.noiseFile = "noise.safetensors";
    recipe.weightsHash = "0123456789abcdef";
    recipe.from = {"/pictures/lake.png", "00112233445566ff", "iVBORw0KGgo="};
    recipe.strength = 0.5;
    recipe.mask = {"mask.png", "8899aabbccddeeff", ""};
    recipe.redos = 10;
    recipe.branches = {Branch{400, {kMostSeed, {3}, 1.5, "every", valuesOfAllKinds(), 30, {}}}};
    recipe.variations = {{{}, {}, {}, "", {}, {}, 0.25}, {{}, {}, 4.0, "of tomorrow", {}, 5, {}}, {}};
    recipe.between = KeptInterpolation{kMostSeed, {"a.png", "0123456789abcdef", ""}, {"", "", "iVBORw0KGgo="}, true};
    recipe.second = SecondReading{SecondReading::Way::Frequencies, 9, 1.5};
    recipe.futures = KeptFutures{{900, 300}, 8, kMostSeed};
    recipe.picture = 3;
    recipe.step = 400;
    recipe.shownClass = 7;
    recipe.shownClassName = "cat";
    return recipe;
}

ForwardRecipe fullForward()
{
    ForwardRecipe recipe;
    recipe.form = ForwardRecipe::Form::Walk;
    recipe.picture = "ramp & disc <1>.png";
    recipe.source = ForwardRecipe::Source::File;
    recipe.path = "/pictures/ramp & disc <1>.png";
    recipe.png = "iVBORw0KGgo=";
    recipe.side = 96;
    recipe.channels = 3;
    recipe.whole = true;
    recipe.schedule = ScheduleSpec{"linear", 500, {{"beta_start", 2e-4}, {"rescale", false}}};
    recipe.seed = kMostSeed;
    recipe.step = 240;
    recipe.steps = {0, 240, 500};
    return recipe;
}

TrainingRecipe fullTraining() { return {"builtin:digits", "quick", valuesOfAllKinds(), 300}; }

std::vector<Recipe> fullRecipes() { return {fullSampling(), fullForward(), fullTraining()}; }

QString said(const ReadRecipe& read)
{
    QString words;
    for (const RefusedField& refused : read.refused)
        words += QString::fromStdString(refused.field + " = " + refused.value + ": " + refused.takes + "\n");
    return words;
}

template <typename Kind> Kind readAs(const std::string& text)
{
    const ReadRecipe read = readRecipe(text, known());
    if (!read.recipe || !std::holds_alternative<Kind>(*read.recipe))
        qFatal("not what it should be: %s", text.c_str());
    return std::get<Kind>(*read.recipe);
}

std::optional<std::uint64_t> seedIn(const ReadRecipe& read)
{
    const auto* forward = std::get_if<ForwardRecipe>(&*read.recipe);
    return forward ? forward->seed : std::get<SamplingRecipe>(*read.recipe).seed;
}

} // namespace

// What is written comes back; what anybody else writes is taken as far as it fits, and the rest is named.
class TestRecipe : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void samplingsComeBack();
    void forwardsComeBack();
    void trainingsComeBack();
    void nobodysFolderIsGivenAway();
    void aRequestComesBack();
    void littleIsEnough();
    void olderFilesOpen();
    void seedsAreExactOrRefused_data();
    void seedsAreExactOrRefused();
    void noSeedIsNoComplaint();
    void settingsKeepTheirTypes();
    void unknownSamplersKeepTheirSettings();
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

void TestRecipe::samplingsComeBack()
{
    const ReadRecipe read = readRecipe(toJson(fullSampling()), known());
    QVERIFY2(read.refused.empty() && !read.newer && !read.unreadable, qPrintable(said(read)));
    QVERIFY(!read.version.empty());
    QVERIFY(std::get<SamplingRecipe>(*read.recipe) == fullSampling());
    SampleRequest request;
    request.model = "training";
    request.seed = kMostSeed;
    request.nullClass = 3;
    request.params = {{"real", 0.5}};
    const auto again = readAs<SamplingRecipe>(toJson(recipeOf(request)));
    QVERIFY(again.seed == kMostSeed && again.nullClass == 3 && again.model == "training");
}

void TestRecipe::forwardsComeBack()
{
    const std::string text = toJson(fullForward());
    const ReadRecipe read = readRecipe(text);
    QVERIFY2(read.refused.empty(), qPrintable(said(read)));
    const auto again = std::get<ForwardRecipe>(*read.recipe);
    const ForwardRecipe full = fullForward();
    QCOMPARE(again.form, full.form);
    QCOMPARE(again.picture, full.picture);
    QCOMPARE(again.source, full.source);
    QCOMPARE(again.path, full.path);
    QCOMPARE(again.png, full.png);
    QVERIFY(again.side == full.side && again.channels == full.channels && again.whole);
    QCOMPARE(again.schedule->id, full.schedule->id);
    QCOMPARE(again.schedule->timesteps, full.schedule->timesteps);
    QVERIFY(again.schedule->params == full.schedule->params);
    QVERIFY(again.seed == full.seed && again.step == full.step && again.steps == full.steps);
    QCOMPARE(toJson(again), text);

    ForwardRecipe drawn = fullForward();
    drawn.form = ForwardRecipe::Form::Jump;
    drawn.path.clear();
    drawn.source = ForwardRecipe::Source::Dataset;
    drawn.dataset = "builtin:digits";
    drawn.index = 17;
    const auto fromSet = readAs<ForwardRecipe>(toJson(drawn));
    QCOMPARE(fromSet.form, drawn.form);
    QCOMPARE(fromSet.source, drawn.source);
    QVERIFY(fromSet.dataset == drawn.dataset && fromSet.index == 17);
    drawn.source = ForwardRecipe::Source::Embedded;
    QCOMPARE(readAs<ForwardRecipe>(toJson(drawn)).source, drawn.source);
}

void TestRecipe::trainingsComeBack()
{
    const ReadRecipe read = readRecipe(toJson(fullTraining()), known());
    QVERIFY2(read.refused.empty(), qPrintable(said(read)));
    QVERIFY(std::get<TrainingRecipe>(*read.recipe) == fullTraining());
}

// Exported files go to other people: neither the home folder nor the user's name, unless somebody asks for it.
void TestRecipe::nobodysFolderIsGivenAway()
{
    const QByteArray home = qgetenv("HOME"), user = qgetenv("USER");
    qputenv("HOME", "/home/ada/");
    qputenv("USER", "lovelace");
    SamplingRecipe sampling = fullSampling();
    sampling.model = "/home/ada/runs/shapes";
    sampling.imageFiles = {"/media/lovelace/stick/a.png", "/data/b.png"};
    sampling.noiseFile = "/home/ada/noise.safetensors";
    sampling.from.file = "/home/ada/lake.png";
    sampling.mask.file = "/media/lovelace/mask.png";
    sampling.between->a.file = "/home/ada/lake.png";
    const std::string text = toJson(sampling);
    const auto read = readAs<SamplingRecipe>(text);
    QVERIFY2(text.find("ada") == std::string::npos && text.find("lovelace") == std::string::npos, text.c_str());
    QVERIFY(read.model.empty() && read.modelName == "shapes" && read.weightsHash == sampling.weightsHash);
    QVERIFY(read.imageFiles == std::vector<std::string>({"a.png", "/data/b.png"}));
    QCOMPARE(read.noiseFile, std::string("noise.safetensors"));
    QVERIFY(read.from.file == "lake.png" && read.mask.file == "mask.png" && read.between->a.file == "lake.png");
    QVERIFY(readAs<SamplingRecipe>(toJson(sampling, RecipePaths::All)) == sampling); // asked for
    sampling.model = "/home/adam/shapes";                                            // another folder
    QCOMPARE(readAs<SamplingRecipe>(toJson(sampling)).model, sampling.model);

    ForwardRecipe forward = fullForward();
    forward.path = "/home/ada/pictures/lake.png";
    const auto again = readAs<ForwardRecipe>(toJson(forward));
    QVERIFY(again.path.empty() && again.picture == forward.picture && again.png == forward.png);
    TrainingRecipe training = fullTraining();
    training.source = "/home/ada/sets/tiles/";
    const auto trained = readAs<TrainingRecipe>(toJson(training));
    QVERIFY(trained.source.empty() && trained.sourceName == "tiles" && trained.settings == training.settings);
    qputenv("HOME", home);
    user.isNull() ? qunsetenv("USER") : qputenv("USER", user);
}

// What is drawn from a recipe is what it was made from; a model's path counts from the root, wherever it was typed.
void TestRecipe::aRequestComesBack()
{
    SampleRequest request;
    request.model = "models/../shapes/";
    request.sampler = "every";
    request.steps = 9;
    request.spacing = "trailing";
    request.params = {{"real", 0.5}};
    request.seed = kMostSeed;
    request.seedMode = "diffusers";
    request.count = 3;
    request.classes = {2};
    request.guidanceScale = 3;
    request.nullClass = 4;
    const SamplingRecipe recipe = recipeOf(request);
    QVERIFY2(recipe.model.starts_with('/') && recipe.model.ends_with("/shapes"), recipe.model.c_str());
    const SampleRequest again = requestOf(recipe);
    QVERIFY(recipeOf(again) == recipe && again.seed == request.seed && again.nullClass == 4 &&
            again.classes == request.classes);
    SamplingRecipe moved = recipe;
    moved.found = FoundModel{"/elsewhere/shapes", FoundModel::Weights::Same, 0};
    QCOMPARE(requestOf(moved).model, std::string("/elsewhere/shapes"));
}

void TestRecipe::littleIsEnough()
{
    for (const Recipe& recipe : {Recipe(SamplingRecipe()), Recipe(ForwardRecipe()), Recipe(TrainingRecipe())}) {
        const ReadRecipe read = readRecipe(toJson(recipe), known());
        QVERIFY2(read.recipe && read.recipe->index() == recipe.index() && read.refused.empty(), qPrintable(said(read)));
        QCOMPARE(toJson(*read.recipe), toJson(recipe));
    }
    const auto sampling = readAs<SamplingRecipe>(R"({"sampler":"ddim"})");
    QVERIFY(sampling.sampler == "ddim" && sampling.steps == 50 && sampling.count == 1 && sampling.spacing == "model");
    const auto forward = readAs<ForwardRecipe>(R"({"process":"forward","seed":3})");
    QVERIFY(!forward.schedule && !forward.step && !forward.side);
}

// As the program wrote them before recipes had a format.
void TestRecipe::olderFilesOpen()
{
    const ReadRecipe window = readRecipe(
        R"({"beta_end":0.02,"beta_start":0.0001,"channels":3,"form":"walk","path":"/p/castle.png","picture":"castle.png",)"
        R"("png":"iVBORw==","process":"forward","schedule":{"id":"linear","params":{"beta_end":0.02,"rescale":true},)"
        R"("timesteps":1000},"seed":"9223372036854775813","side":64,"source":{"kind":"file","path":"/p/castle.png"},)"
        R"("step":240,"timesteps":1000,"version":"0.1.0","whole":false})");
    QVERIFY2(window.refused.empty() && !window.newer, qPrintable(said(window)));
    const auto forward = std::get<ForwardRecipe>(*window.recipe);
    QVERIFY(forward.seed == 9223372036854775813u && forward.path == "/p/castle.png" && forward.step == 240);
    QCOMPARE(std::get<bool>(forward.schedule->params.at("rescale")), true);

    const ReadRecipe scene = readRecipe(
        R"({"channels":0,"form":"jump","picture":"","process":"forward","seed":"7","side":64,)"
        R"("schedule":{"id":"cosine","params":{},"timesteps":500},"source":{"kind":"embedded"},"step":3,"whole":true})");
    QVERIFY2(scene.refused.empty(), qPrintable(said(scene)));

    const ReadRecipe samples = readRecipe(
        R"({"program":"diffuscope","version":"0.1.0","model":"/m","model_name":"m","trained_steps":6,"sampler":"every",)"
        R"("steps":3,"spacing":"model","params":{"real":0.5},"seed":18446744073709551615,"seed_mode":"picture","count":2,)"
        R"("classes":[],"guidance_scale":2.0,"guidance_rescale":0.0,"image_files":["a.png"],"noise_file":"n"})",
        known());
    QVERIFY2(samples.refused.empty(), qPrintable(said(samples)));
    QVERIFY(seedIn(samples) == kMostSeed);

    // The command line's strips were no recipes of the window.
    QVERIFY(!readRecipe(R"({"program":"diffuscope","version":"0.1.0","image":"a.png","schedule":"cosine",)"
                        R"("schedule_timesteps":1000,"timesteps":[0,250],"seed":1,"size":64})")
                 .recipe);
}

void TestRecipe::seedsAreExactOrRefused_data()
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

void TestRecipe::seedsAreExactOrRefused()
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

void TestRecipe::noSeedIsNoComplaint()
{
    const ReadRecipe read = readRecipe(R"({"process":"forward"})");
    QVERIFY(!seedIn(read) && read.refused.empty());
}

void TestRecipe::settingsKeepTheirTypes()
{
    const auto read = [](const std::string& params) {
        return readRecipe(R"({"sampler":"every","params":)" + params + "}", known());
    };
    const ReadRecipe good = read(R"({"on":true,"whole":-9007199254740993,"real":1,"one":"b","text":"ü","other":3})");
    const ParamValues values = std::get<SamplingRecipe>(*good.recipe).params;
    QCOMPARE(std::get<bool>(values.at("on")), true);
    QCOMPARE(std::get<long long>(values.at("whole")), -9007199254740993LL);
    QCOMPARE(std::get<double>(values.at("real")), 1.0); // a whole number in the file
    QCOMPARE(std::get<std::string>(values.at("one")), std::string("b"));
    QCOMPARE(std::get<std::string>(values.at("text")), std::string("ü"));
    QCOMPARE(values.size(), std::size_t(5)); // what nobody knows is left out, and named
    QVERIFY2(good.refused == std::vector<RefusedField>({{"other", "3", ""}}), qPrintable(said(good)));

    const ReadRecipe bad = read(R"({"on":1,"whole":1e300,"real":-0.5,"one":"c","text":["x"]})");
    QVERIFY(std::get<SamplingRecipe>(*bad.recipe).params.empty());
    QCOMPARE(bad.refused.size(), std::size_t(5));
    for (std::size_t k = 0; k < bad.refused.size(); ++k) // each by its name
        QCOMPARE(bad.refused[k].field, specsOfAllKinds()[k].key);
    QCOMPARE(bad.refused[1].value, std::string("1e+300"));
    QCOMPARE(bad.refused[2].takes, std::string("a number from 0 to 1"));
    const ReadRecipe flood = read(R"({"real":")" + std::string(100'000, 'x') + "\"}");
    QVERIFY(flood.refused.at(0).value.size() < 60); // a card has to hold it
    QCOMPARE(read(R"({"whole":1e3})").refused.size(), std::size_t(0));
    QCOMPARE(read(R"({"whole":18446744073709551615})").refused.size(), std::size_t(1));
}

// Nobody here can check them; whoever has the sampler can.
void TestRecipe::unknownSamplersKeepTheirSettings()
{
    const ReadRecipe read = readRecipe(
        R"({"sampler":"of tomorrow","params":{"a":1,"b":1.0,"c":"x","d":true,"e":18446744073709551615,"f":[1]}})",
        known());
    const ParamValues values = std::get<SamplingRecipe>(*read.recipe).params;
    QVERIFY(std::holds_alternative<long long>(values.at("a")) && std::holds_alternative<double>(values.at("b")));
    QVERIFY(std::holds_alternative<std::string>(values.at("c")) && std::holds_alternative<bool>(values.at("d")));
    QCOMPARE(std::get<double>(values.at("e")), 18446744073709551615.0);
    QVERIFY2(read.refused == std::vector<RefusedField>({{"f", "[1]", "a single value"}}), qPrintable(said(read)));
    const auto schedule =
        *readAs<ForwardRecipe>(R"({"process":"forward","schedule":{"id":"?","timesteps":5,"params":{"a":1}}})")
             .schedule;
    QVERIFY(schedule.id == "?" && schedule.timesteps == 5 && schedule.params.contains("a"));
}

// Each field that is written, with a value that no field takes: it alone is refused, by its name.
void TestRecipe::wrongFieldsAreNamed()
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

void TestRecipe::valuesOutOfRangeAreNamed_data()
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

void TestRecipe::valuesOutOfRangeAreNamed()
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

void TestRecipe::unknownFieldsAreNamed()
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

void TestRecipe::newerFormatsAreSaid()
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

void TestRecipe::othersJsonIsNoRecipe_data()
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

void TestRecipe::othersJsonIsNoRecipe()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, readable);
    const ReadRecipe read = readRecipe(text.toStdString(), known());
    QVERIFY(!read.recipe && read.refused.empty());
    QCOMPARE(!read.unreadable, readable);
}

void TestRecipe::floodsAreCounted()
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
void TestRecipe::hostileTextIsHarmless()
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

TEST_MAIN(TestRecipe)
#include "tst_recipe.moc"
