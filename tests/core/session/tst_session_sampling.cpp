// Sampling and exporting through the session, with a network trained for a few steps.
#include "core/base/save_file.h"
#include "core/model/model_folder.h"
#include "core/model/weights_hash.h"
#include "core/recipe/recipe.h"
#include "core/run/folder/run_folder.h"
#include "core/session/catalog.h"
#include "core/session/files/recipe_file.h"
#include "core/session/files/tools.h"
#include "core/session/session.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/dataset_image.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace diffuscope;

namespace {

double largestDifference(const Image& a, const Image& b)
{
    double largest = a.sameShape(b) ? 0 : 1e9;
    for (std::size_t i = 0; largest < 1e9 && i < a.values.size(); ++i)
        largest = std::max(largest, double(std::abs(a.values[i] - b.values[i])));
    return largest;
}

std::vector<FramePtr> framesOf(const EventLog& log, JobId job)
{
    std::vector<FramePtr> frames;
    for (const FrameArrived& arrived : log.all<FrameArrived>())
        if (arrived.job == job)
            frames.push_back(arrived.frame);
    return frames;
}

} // namespace

class TestSessionSampling : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void framesAreCompleteAndOrdered();
    void everySamplerDrawsWithAYoungTextbookModel();
    void samePictureInAnyBatch();
    void guidanceAsksTwice();
    void torchGeneratorsAreFollowed();
    void inversionComesBack();
    void everyPredictionTypeTrainsAndSamples();
    void samplingIsCancelled();
    void sheetsAreExportedAndReopened();
    void aRecipesModelIsFoundOrNotKnown();

private:
    QTemporaryDir folder_;
    fs::path root_, run_;
};

void TestSessionSampling::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    QVERIFY(folder_.isValid());
    root_ = folder_.path().toStdString();
    run_ = root_ / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run_, {{"steps", 6LL}}));
    session.waitForTraining();
    QCOMPARE(log.all<TrainStatus>().back().state, TrainState::Finished);
}

void TestSessionSampling::framesAreCompleteAndOrdered()
{
    EventLog log;
    Session session(log.listener());
    for (const CatalogEntry& sampler : samplers()) {
        const JobId job = session.sample(pictures(run_.string(), 3, [&](SampleRequest& r) {
            r.sampler = sampler.id;
            r.seed = 5;
            r.count = 2;
        }));
        session.waitForSampling();
        const auto started = log.all<SampleStarted>().back();
        const auto finished = log.all<SampleFinished>().back();
        QCOMPARE(finished.job, job);
        QVERIFY(!finished.cancelled);
        QVERIFY(finished.networkCalls >= 3);
        QCOMPARE(started.frameCount, 4);
        QCOMPARE(started.betas.size(), std::size_t(1000));
        QCOMPARE(started.recipe.sampler, sampler.id);
        const auto frames = framesOf(log, job);
        QCOMPARE(frames.size(), std::size_t(4));
        for (std::size_t k = 0; k < frames.size(); ++k) {
            QCOMPARE(frames[k]->index, int(k));
            QCOMPARE(frames[k]->count, 4);
            QCOMPARE(frames[k]->step, started.frameSteps[k]);
            QCOMPARE(frames[k]->pictures.count(), 2);
            QCOMPARE(frames[k]->pictures.predicted(), k > 0);
        }
        QCOMPARE(started.frameSteps.front(), 1000); // trailing starts at pure noise
        QCOMPARE(started.frameSteps.back(), 0);
        const Image last = frames.back()->pictures.state(0);
        Image clamped = last;
        for (float& value : clamped.values)
            value = std::clamp(value, -1.0f, 1.0f);
        const ImageStats stats = statsOf(last); // an untrained network may leave the range of pictures far behind
        const double rounding = (stats.maximum - stats.minimum) / 65535;
        const double difference = largestDifference(clamped, finished.images[0]);
        QVERIFY2(difference <= rounding, qPrintable(QString("%1, rounding %2").arg(difference).arg(rounding)));
    }
}

void TestSessionSampling::guidanceAsksTwice()
{
    EventLog log;
    Session session(log.listener());
    const auto model =
        log.wait<ModelOpened>([id = session.openModel(run_.string())](const ModelOpened& m) { return m.job == id; });
    QVERIFY(model && model->guidable); // labels were hidden in training: there is a class for none
    QCOMPARE(model->classes, 10);
    const auto made = [&](double scale, double rescale, std::vector<int> classes) {
        session.sample(pictures(run_.string(), 3, [&](SampleRequest& r) {
            r.guidanceScale = scale;
            r.guidanceRescale = rescale;
            r.classes = classes;
        }));
        session.waitForSampling();
        return log.all<SampleFinished>().back();
    };
    const auto plain = made(1, 0, {4}), guided = made(4, 0, {4}), calmer = made(4, 0.7, {4}), none = made(0, 0, {4});
    QCOMPARE(plain.networkCalls, 3);
    QCOMPARE(guided.networkCalls, 6);
    QVERIFY(largestDifference(plain.images[0], guided.images[0]) > 1e-3);
    QVERIFY(largestDifference(guided.images[0], calmer.images[0]) > 1e-4);
    QVERIFY(largestDifference(none.images[0], made(1, 0, {10}).images[0]) < 1e-4); // scale 0 is the class for none
}

void TestSessionSampling::torchGeneratorsAreFollowed()
{
    EventLog log;
    Session session(log.listener());
    const auto made = [&](const std::string& mode, std::uint64_t seed, int count) {
        session.sample(pictures(run_.string(), 3, [&](SampleRequest& r) {
            r.sampler = "ddpm";
            r.seedMode = mode;
            r.seed = seed;
            r.count = count;
            r.classes = {2};
        }));
        session.waitForSampling();
        return log.all<SampleFinished>().back().images;
    };
    // a list of generators gives the same pictures in any batch; one generator is shared by the whole batch
    QVERIFY(largestDifference(made("diffusers-list", 5, 3)[2], made("diffusers-list", 7, 1)[0]) < 1e-4);
    QVERIFY(largestDifference(made("diffusers", 5, 3)[2], made("diffusers", 7, 1)[0]) > 1e-2);
    QVERIFY(largestDifference(made("diffusers", 5, 1)[0], made("diffusers-list", 5, 1)[0]) < 1e-6);
    const JobId job = session.sample(pictures(run_.string(), 3, [](SampleRequest& r) { r.seedMode = "dice"; }));
    const auto failed = log.wait<Failed>(failedJob(job));
    QVERIFY(failed && std::string(failed->error.what()).find("dice") != std::string::npos);
}

void TestSessionSampling::inversionComesBack()
{
    EventLog log;
    Session session(log.listener());
    const std::string picture = (root_ / "digit.png").string(), noise = (root_ / "noise.safetensors").string();
    writeDatasetImage("builtin:digits", 3, 16, picture);
    session.sample(pictures(run_.string(), 500, [&](SampleRequest& r) {
        r.sampler = inverters().front().id;
        r.imageFiles = {picture};
        r.classes = {3};
        r.params = {{"clip", std::string("off")}};
        r.rawFile = noise;
    }));
    session.waitForSampling();
    const auto started = log.all<SampleStarted>().back();
    QCOMPARE(started.frameSteps.front(), 0); // from the picture to the noise
    QCOMPARE(started.frameSteps.back(), 1000);
    session.sample(pictures(run_.string(), 500, [&](SampleRequest& r) {
        r.noiseFile = noise;
        r.classes = {3};
        r.params = {{"clip", std::string("off")}};
    }));
    session.waitForSampling();
    const Image back = log.all<SampleFinished>().back().images.at(0);
    session.loadImage({picture, 0, 16, 1});
    session.waitForFiles();
    const Image original = log.all<ImageLoaded>().back().image;
    QVERIFY2(largestDifference(back, original) < 0.1, qPrintable(QString::number(largestDifference(back, original))));
    // a picture is needed, and only here
    const JobId without =
        session.sample(pictures(run_.string(), 3, [](SampleRequest& r) { r.sampler = "ddim_inversion"; }));
    QVERIFY(log.wait<Failed>(failedJob(without)));
    const JobId with = session.sample(pictures(run_.string(), 3, [&](SampleRequest& r) { r.imageFiles = {picture}; }));
    QVERIFY(log.wait<Failed>(failedJob(with)));
}

void TestSessionSampling::everyPredictionTypeTrainsAndSamples()
{
    EventLog log;
    Session session(log.listener());
    for (const char* type : {"v_prediction", "sample"}) {
        const fs::path folder = root_ / type;
        session.startTraining(tinyRun(folder, {{"steps", 3LL},
                                               {"prediction_type", std::string(type)},
                                               {"rescale_betas_zero_snr", true},
                                               {"schedule", std::string("cosine")}}));
        session.waitForTraining();
        QCOMPARE(log.all<TrainStatus>().back().state, TrainState::Finished);
        for (const char* sampler : {"ddim", "ddpm", "dpmsolver++", "euler"}) {
            session.sample(pictures(folder.string(), 4, [&](SampleRequest& r) { r.sampler = sampler; }));
            session.waitForSampling();
            QCOMPARE(log.all<SampleFinished>().back().images.size(), std::size_t(1));
        }
        const auto report = inspect(folder.string());
        QVERIFY2(report.json.find(type) != std::string::npos, report.json.c_str());
    }
    session.startTraining(
        tinyRun(root_ / "wrong", {{"rescale_betas_zero_snr", true}, {"prediction_type", std::string("epsilon")}}));
    session.waitForTraining();
    QCOMPARE(log.all<TrainStatus>().back().state, TrainState::Failed);
    QVERIFY(!fs::exists(root_ / "wrong"));
}

// A run says in its folder that every sampler is to limit x0-hat; diffusers' way is one choice away.
void TestSessionSampling::everySamplerDrawsWithAYoungTextbookModel()
{
    EventLog log;
    Session session(log.listener());
    const fs::path folder = root_ / "textbook";
    session.startTraining(tinyRun(folder, {{"steps", 3LL}, {"prediction_type", std::string("epsilon")}}));
    session.waitForTraining();
    const auto largest = [&](const std::string& sampler, const char* clip, const char* seedMode) {
        session.sample(pictures(folder.string(), 10, [&](SampleRequest& r) {
            r.sampler = sampler;
            r.params["clip"] = std::string(clip);
            r.seedMode = seedMode;
        }));
        session.waitForSampling();
        float most = 0;
        for (const float value : log.all<FrameArrived>().back().frame->pictures.state(0).values) // images are cut off
            most = std::max(most, std::abs(value));
        return most;
    };
    for (const CatalogEntry& sampler : samplers())
        QVERIFY2(largest(sampler.id, "model", "picture") < 1.2f, sampler.id.c_str());
    for (const char* sampler : {"dpmsolver++", "unipc", "euler", "pndm"}) {
        QVERIFY2(largest(sampler, "off", "picture") > 3, sampler);
        QCOMPARE(largest(sampler, "model", "diffusers"), largest(sampler, "off", "diffusers"));
    }
}

void TestSessionSampling::samePictureInAnyBatch()
{
    EventLog log;
    Session session(log.listener());
    const auto made = [&](const std::string& sampler, std::uint64_t seed, int count, std::vector<int> classes) {
        session.sample(pictures(run_.string(), 3, [&](SampleRequest& r) {
            r.sampler = sampler;
            r.seed = seed;
            r.count = count;
            r.classes = classes;
        }));
        session.waitForSampling();
        return log.all<SampleFinished>().back().images;
    };
    for (const char* sampler : {"ddpm", "ddim"}) {
        const auto batch = made(sampler, 7, 4, {4}), single = made(sampler, 10, 1, {4});
        QCOMPARE(batch.size(), std::size_t(4));
        QVERIFY(largestDifference(batch[3], single[0]) < 1e-4); // picture 3 of seed 7 is picture 0 of seed 10
        QVERIFY(largestDifference(batch[0], single[0]) > 1e-2);
        QCOMPARE(made(sampler, 7, 4, {4})[0].values, batch[0].values);
    }
    // More pictures than one evaluation takes, classes in turn: the parts fit together.
    const auto many = made("ddim", 7, 70, {});
    QCOMPARE(many.size(), std::size_t(70));
    QVERIFY(largestDifference(many[3], made("ddim", 10, 1, {3})[0]) < 1e-4);
    QVERIFY(largestDifference(many[66], made("ddim", 73, 1, {6})[0]) < 1e-4);
    QVERIFY(largestDifference(many[66], made("ddim", 73, 1, {5})[0]) > 1e-4);
}

void TestSessionSampling::samplingIsCancelled()
{
    EventLog log;
    Session session(log.listener());
    const JobId first = session.sample(pictures(run_.string(), 1000));
    QVERIFY(log.wait<FrameArrived>([](const FrameArrived& arrived) { return arrived.frame->index == 2; }));
    session.cancelSampling();
    const auto cancelled = log.wait<SampleFinished>();
    QVERIFY(cancelled);
    QCOMPARE(cancelled->job, first);
    QVERIFY(cancelled->cancelled);
    QVERIFY(cancelled->images.empty());
    const auto frames = framesOf(log, first).size();
    QVERIFY(frames >= 3 && frames < 1001);

    const JobId second = session.sample(pictures(run_.string(), 1000));
    const JobId third = session.sample(pictures(run_.string(), 2));
    session.waitForSampling();
    const auto all = log.all<SampleFinished>();
    QCOMPARE(all.size(), std::size_t(3)); // one end for each request
    QCOMPARE(all[1].job, second);
    QVERIFY(all[1].cancelled);
    QCOMPARE(all[2].job, third);
    QVERIFY(!all[2].cancelled);
}

void TestSessionSampling::sheetsAreExportedAndReopened()
{
    EventLog log;
    Session session(log.listener());
    const Image black(1, 8, 8, -1.0f), white(1, 8, 8, 1.0f);
    const fs::path sheet = root_ / "out" / "sheet.png";
    const JobId job = session.exportImages(
        {"contact_sheet", sheet.string(), {{"gap", 0LL}, {"columns", 2LL}, {"scale", 1LL}}, {black, white}, "{}"});
    const auto exported = log.wait<Exported>();
    QVERIFY(exported);
    QCOMPARE(exported->job, job);
    QCOMPARE(exported->files, std::vector<std::string>{sheet.string()});
    session.loadImage({sheet.string(), 0, 8, 0});
    const auto image = log.wait<ImageLoaded>();
    QVERIFY(image);
    QCOMPARE(image->name, std::string("sheet.png"));
    QCOMPARE(image->image.channels, 1); // grey is noticed
    QCOMPARE(image->image.at(0, 4, 0), -1.0f);
    QCOMPARE(image->image.at(0, 4, 7), 1.0f);
}

// Who says neither hash nor steps of the weights cannot be told that they are the same.
void TestSessionSampling::aRecipesModelIsFoundOrNotKnown()
{
    using Weights = FoundModel::Weights;
    SamplingRecipe recipe;
    recipe.model = run_.string();
    recipe.modelName = run_.filename().string();
    recipe.sampler = "ddim";
    const fs::path file = root_ / "found" / "sheet.png";
    const auto keep = [&] {
        EventLog log;
        Session session(log.listener());
        session.exportImages(
            {"contact_sheet", file.string(), {}, {Image(1, 8, 8, 0.0f)}, toJson(recipe, RecipePaths::All)});
        QVERIFY(log.wait<Exported>());
    };
    const auto found = [&] {
        keep();
        return std::get<SamplingRecipe>(*recipeIn(file.string()).recipe).found.value();
    };
    const FoundModel unknown = found();
    QCOMPARE(unknown.path, run_.string());
    QVERIFY(unknown.weights == Weights::Unknown && unknown.trainedSteps > 0);
    recipe.trainedSteps = unknown.trainedSteps;
    QVERIFY(found().weights == Weights::Same);
    recipe.trainedSteps += 1;
    QVERIFY(found().weights == Weights::Other);
    recipe.weightsHash = "0123456789abcdef";
    QVERIFY(found().weights == Weights::Other);

    // Of a checkpoint's weights those that were used, also where the run has moved since.
    const fs::path raw = RunFolder::newestCheckpoint(run_) / "training";
    recipe.trainedSteps = unknown.trainedSteps;
    recipe.weightsHash = weightsHash(*openModel(raw));
    recipe.model = "/gone" / run_.filename() / "checkpoints" / raw.parent_path().filename() / "training";
    keep();
    const auto moved = *std::get<SamplingRecipe>(*recipeIn(file.string(), {run_.string()}).recipe).found;
    QCOMPARE(moved.path, raw.string());
    QVERIFY(moved.weights == Weights::Same);
    recipe.model = run_.string();
    keep();

    int opened = 0;
    const auto count = [&opened](const std::string& path) -> std::shared_ptr<const ModelSnapshot> {
        ++opened;
        throw Error("Cannot be opened", path, "Choose another.");
    };
    std::stop_source overtaken;
    overtaken.request_stop();
    (void)recipeInFile(file.string(), {}, count, overtaken.get_token());
    QCOMPARE(opened, 0); // nobody waits for models that nobody asks for any more
    (void)recipeInFile(file.string(), {}, count);
    QCOMPARE(opened, 2); // averaged and as trained: the hash tells which
}

TEST_MAIN(TestSessionSampling)
#include "tst_session_sampling.moc"
