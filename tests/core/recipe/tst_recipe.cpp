#include "tests/core/recipe/full_recipes.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>

using namespace diffuscope;
using namespace recipes;

// What is written comes back, from older files as well.
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
    void settingsKeepTheirTypes();
    void unknownSamplersKeepTheirSettings();
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

TEST_MAIN(TestRecipe)
#include "tst_recipe.moc"
