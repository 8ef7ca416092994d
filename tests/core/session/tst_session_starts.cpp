// Walks that start from a picture, keep a part of one, or are changed in the middle, and several of them together:
// through the session, with a small recorded network.
#include "core/recipe/recipe.h"
#include "core/schedule/forward.h"
#include "core/session/catalog.h"
#include "core/session/session.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/dataset_image.h"
#include "tests/support/golden.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace diffuscope;

namespace {

constexpr int kSide = 16; // of the network, which knows ten classes and is grey

struct Drawn {
    SampleStarted started;
    SampleFinished finished;
    std::vector<FramePtr> frames;
};

Image halfMask() // white on the left
{
    Image mask(1, kSide, kSide, -1.0f);
    for (int row = 0; row < kSide; ++row)
        for (int column = 0; column < kSide / 2; ++column)
            mask.at(0, row, column) = 1;
    return mask;
}

bool samePictures(const std::vector<Image>& a, const std::vector<Image>& b) // bit for bit
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Image& x, const Image& y) { return x.values == y.values; });
}

} // namespace

class TestSessionStarts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aPictureIsStartedFrom_data();
    void aPictureIsStartedFrom();
    void aMaskKeepsThePicture_data();
    void aMaskKeepsThePicture();
    void aBranchLeavesTheSameWalk_data();
    void aBranchLeavesTheSameWalk();
    void anotherSamplerGoesOnFromTheBranch();
    void recipesDrawTheSameAgain();
    void largePicturesAreKeptByPathAndHash();
    void onlyTheSamePictureWillDo();
    void variationsAreComparedWithTheLongest();
    void cancelledVariationsKeepWhatIsDone();
    void wrongStartsAreNamed_data();
    void wrongStartsAreNamed();

private:
    SampleRequest request(const std::function<void(SampleRequest&)>& change = {}) const
    {
        return pictures(model_, 4, [&](SampleRequest& r) {
            r.seed = 5;
            r.count = 2;
            r.classes = {3};
            if (change)
                change(r);
        });
    }
    Drawn drawn(const SampleRequest& request);
    QString failure(const SampleRequest& request);
    static void addSamplers();

    QTemporaryDir folder_;
    std::string model_, picture_;
};

void TestSessionStarts::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    QVERIFY(folder_.isValid());
    model_ = (kGolden / "unet-class-conditional").string();
    picture_ = folder_.filePath("digit.png").toStdString();
    writeDatasetImage("builtin:digits", 3, kSide, picture_);
}

Drawn TestSessionStarts::drawn(const SampleRequest& request)
{
    EventLog log;
    Session session(log.listener());
    session.sample(request);
    session.waitForSampling();
    for (const Failed& failed : log.all<Failed>())
        qFatal("%s", failed.error.what());
    Drawn result{log.all<SampleStarted>().at(0), log.all<SampleFinished>().at(0), {}};
    for (const FrameArrived& arrived : log.all<FrameArrived>())
        result.frames.push_back(arrived.frame);
    return result;
}

QString TestSessionStarts::failure(const SampleRequest& request)
{
    EventLog log;
    Session session(log.listener());
    session.sample(request);
    session.waitForSampling();
    const auto failed = log.all<Failed>();
    return failed.empty() ? QString() : QString::fromUtf8(failed[0].error.what());
}

void TestSessionStarts::addSamplers()
{
    QTest::addColumn<QString>("sampler");
    for (const CatalogEntry& sampler : samplers())
        QTest::newRow(sampler.id.c_str()) << QString::fromStdString(sampler.id);
}

void TestSessionStarts::aPictureIsStartedFrom_data() { addSamplers(); }

void TestSessionStarts::aPictureIsStartedFrom() // x_t is the closed form, and the walk is the rest of the whole one
{
    QFETCH(QString, sampler);
    const auto from = [&](double strength) {
        return drawn(request([&](SampleRequest& r) {
            r.sampler = sampler.toStdString();
            r.from.file = picture_;
            r.strength = strength;
        }));
    };
    const Drawn half = from(0.5), all = from(1);
    QVERIFY(half.frames.size() < all.frames.size());
    QCOMPARE(std::size_t(half.started.frameCount), half.frames.size());
    const auto& stops = all.started.frameSteps;
    const auto nearest = std::min_element(stops.begin(), stops.end() - 1,
                                          [](int a, int b) { return std::abs(a - 500) < std::abs(b - 500); });
    QVERIFY(std::abs(half.started.frameSteps.front() - *nearest) <= 2); // crowded stops are moved apart
    QCOMPARE(half.finished.networkCalls, half.started.networkCalls);
    QCOMPARE(all.finished.networkCalls, all.started.networkCalls);
    const Frame& first = *half.frames.front();
    EventLog log;
    Session session(log.listener());
    session.loadImage({picture_, 0, kSide, 1});
    session.waitForFiles();
    const Image picture = log.all<ImageLoaded>().at(0).image;
    for (int k = 0; k < 2; ++k) {
        const Image state = first.pictures.state(k), noise = noiseImage(1, kSide, kSide, 5 + std::uint64_t(k));
        for (std::size_t v = 0; v < state.values.size(); ++v) {
            const double expected = std::sqrt(first.alphaBar) * double(picture.values[v]) +
                                    std::sqrt(1 - first.alphaBar) * double(noise.values[v]);
            QVERIFY(std::abs(double(state.values[v]) - expected) < 2e-3); // frames are packed
        }
    }
}

void TestSessionStarts::aMaskKeepsThePicture_data() { addSamplers(); }

void TestSessionStarts::aMaskKeepsThePicture()
{
    QFETCH(QString, sampler);
    const Image picture = noiseImage(1, kSide, kSide, 77); // beyond [-1, 1], too, and of any value
    const auto repainted = [&](int redos, double strength) {
        return drawn(request([&](SampleRequest& r) {
            r.sampler = sampler.toStdString();
            r.from.pixels = picture;
            r.mask.pixels = halfMask();
            r.redos = redos;
            r.strength = strength;
        }));
    };
    for (const auto& [redos, strength] : {std::pair(1, 1.0), std::pair(2, 1.0), std::pair(2, 0.5)}) {
        const Drawn made = repainted(redos, strength);
        QCOMPARE(made.finished.networkCalls, made.started.networkCalls);
        QCOMPARE(made.frames.size(), std::size_t(made.started.frameCount));
        for (const Image& result : made.finished.images) {
            int changed = 0;
            for (int row = 0; row < kSide; ++row)
                for (int column = 0; column < kSide; ++column) {
                    const auto before = toByte(picture.at(0, row, column)), after = toByte(result.at(0, row, column));
                    if (column >= kSide / 2)
                        QCOMPARE(after, before); // unchanged to 1/255
                    changed += before != after;
                }
            QVERIFY(changed > 20);
        }
    }
}

void TestSessionStarts::aBranchLeavesTheSameWalk_data() { addSamplers(); }

void TestSessionStarts::aBranchLeavesTheSameWalk()
{
    QFETCH(QString, sampler);
    const auto walk = [&](std::optional<Branch> branch) {
        return drawn(request([&](SampleRequest& r) {
            r.sampler = sampler.toStdString();
            if (branch)
                r.branches = {*branch};
        }));
    };
    const Drawn plain = walk({});
    const auto same = [&](const Drawn& other, std::size_t frame) {
        return other.frames[frame]->pictures.state(0).values == plain.frames[frame]->pictures.state(0).values;
    };
    for (const int step : {1, 400, 1000}) { // without a change
        const Drawn again = walk(Branch{step, {}});
        QVERIFY(samePictures(again.finished.images, plain.finished.images));
        QCOMPARE(again.finished.networkCalls, plain.finished.networkCalls);
        QVERIFY(again.started.frameSteps == plain.started.frameSteps);
    }
    SampleChange other;
    other.classes = {8};
    const Drawn branched = walk(Branch{500, other});
    QCOMPARE(branched.finished.networkCalls, branched.started.networkCalls);
    QVERIFY(branched.started.frameSteps == plain.started.frameSteps);
    const auto& steps = plain.started.frameSteps;
    const auto nearest = std::min_element(steps.begin(), steps.end() - 1,
                                          [](int a, int b) { return std::abs(a - 500) < std::abs(b - 500); });
    const auto left = std::size_t(nearest - steps.begin());
    for (std::size_t k = 0; k < steps.size(); ++k)
        QVERIFY2(same(branched, k) == (k <= left), qPrintable(QString::number(k)));
    other = {};
    other.seed = 99; // other noise: of samplers that draw some
    const bool draws = std::any_of(plain.frames.begin(), plain.frames.end(),
                                   [](const FramePtr& frame) { return frame->addedNoiseScale > 0; });
    const Drawn reseeded = walk(Branch{500, other});
    QCOMPARE(samePictures(reseeded.finished.images, plain.finished.images), !draws);
    QVERIFY(same(reseeded, left));
}

void TestSessionStarts::anotherSamplerGoesOnFromTheBranch()
{
    const auto walk = [&](const SampleChange& change) {
        return drawn(request([&](SampleRequest& r) {
            r.sampler = "ddpm";
            r.steps = 10;
            r.branches = {Branch{500, change}};
        }));
    };
    for (const CatalogEntry& sampler : samplers()) {
        SampleChange change;
        change.sampler = sampler.id;
        change.steps = 7; // along levels of its own
        const Drawn made = walk(change);
        const auto& steps = made.started.frameSteps;
        QVERIFY2(std::is_sorted(steps.rbegin(), steps.rend()) && steps.back() == 0, sampler.id.c_str());
        QCOMPARE(made.finished.networkCalls, made.started.networkCalls);
        QCOMPARE(made.frames.size(), steps.size());
        for (std::size_t k = 1; k < made.frames.size(); ++k) // one walk: each step begins where the last one ended
            QVERIFY(std::abs(made.frames[k]->fromAlphaBar - made.frames[k - 1]->alphaBar) < 1e-9);
    }
}

// What the recipe of an exported picture says is what it was made from, also when the files are gone.
void TestSessionStarts::recipesDrawTheSameAgain()
{
    const std::string away = folder_.filePath("away.png").toStdString();
    SampleChange change;
    change.seed = 99;
    change.classes = {8};
    change.sampler = "euler_ancestral";
    for (const bool masked : {false, true}) {
        std::filesystem::copy_file(picture_, away, std::filesystem::copy_options::overwrite_existing);
        const Drawn made = drawn(request([&](SampleRequest& r) {
            r.sampler = "ddpm";
            r.from.file = away;
            r.strength = 0.8;
            r.branches = {Branch{400, change}};
            if (masked) {
                r.mask.pixels = halfMask();
                r.redos = 2;
            }
        }));
        std::filesystem::remove(away);
        const ReadRecipe read = readRecipe(toJson(made.started.recipe));
        QVERIFY(read.recipe && read.refused.empty());
        const Drawn again = drawn(requestOf(std::get<SamplingRecipe>(*read.recipe)));
        QVERIFY(samePictures(again.finished.images, made.finished.images));
        QVERIFY(again.started.recipe == made.started.recipe);
    }
}

void TestSessionStarts::largePicturesAreKeptByPathAndHash()
{
    const std::filesystem::path model = folder_.filePath("large").toStdString(),
                                config = model / "unet" / "config.json";
    copyToChange(kGolden / "unet-class-conditional", model);
    QFile file(QString::fromStdString(config.string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll().replace("\"sample_size\": 16", "\"sample_size\": 72");
    file.close();
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size());
    file.close();
    const std::string large = folder_.filePath("large.png").toStdString();
    writeDatasetImage("builtin:digits", 3, 72, large);
    const Drawn made = drawn(request([&](SampleRequest& r) {
        r.model = model.string();
        r.count = 1;
        r.steps = 1;
        r.from.file = large;
    }));
    const SamplingRecipe kept = made.started.recipe;
    QVERIFY(kept.from.png.empty() && kept.from.file == large && kept.from.hash.size() == 16);
    QVERIFY(samePictures(drawn(requestOf(kept)).finished.images, made.finished.images));
    writeDatasetImage("builtin:digits", 4, 72, large); // another picture under that path
    QVERIFY2(failure(requestOf(kept)).contains("not the picture that the recipe means"),
             qPrintable(failure(requestOf(kept))));
}

void TestSessionStarts::onlyTheSamePictureWillDo()
{
    SampleRequest other = request();
    other.from.file = picture_;
    other.from.hash = "0123456789abcdef";
    QVERIFY2(failure(other).contains("not the picture that the recipe means"), qPrintable(failure(other)));
    other.from.file.clear(); // kept by its hash alone, as large ones are
    QVERIFY2(failure(other).contains("0123456789abcdef"), qPrintable(failure(other)));
    other.from.png = "bm8gcGljdHVyZQ==";
    QVERIFY(!failure(other).isEmpty());
    other.from.png = "%";
    QVERIFY2(failure(other).contains("damaged"), qPrintable(failure(other)));
}

void TestSessionStarts::variationsAreComparedWithTheLongest()
{
    VariationsRequest all{request(), {}};
    for (const int steps : {3, 12, 6})
        all.changes.emplace_back().steps = steps;
    EventLog log;
    Session session(log.listener());
    const JobId job = session.sampleVariations(all);
    session.waitForSampling();
    const auto started = log.all<VariationsStarted>().at(0);
    const auto finished = log.all<VariationsFinished>().at(0);
    QVERIFY(started.job == job && finished.job == job && !finished.cancelled);
    QCOMPARE(started.variations.size(), std::size_t(3));
    QCOMPARE(finished.reference, 1);
    const auto ends = log.all<SampleFinished>();
    for (std::size_t k = 0; k < 3; ++k) {
        QCOMPARE(started.variations[k].networkCalls, *all.changes[k].steps);
        QCOMPARE(finished.results[k].networkCalls, *all.changes[k].steps);
        QCOMPARE(ends[k].job, started.variations[k].job);
        SampleRequest single = request();
        single.steps = *all.changes[k].steps;
        QVERIFY(samePictures(drawn(single).finished.images, ends[k].images)); // from the same noise
    }
    QCOMPARE(finished.results[1].distance, 0.0);
    double sum = 0;
    for (std::size_t k = 0; k < 2; ++k)
        for (std::size_t v = 0; v < ends[0].images[k].values.size(); ++v)
            sum += std::pow(double(ends[0].images[k].values[v]) - double(ends[1].images[k].values[v]), 2);
    QVERIFY(std::abs(finished.results[0].distance - std::sqrt(sum / (2 * kSide * kSide))) < 1e-9);
    QVERIFY(finished.results[0].distance > 1e-3);
    QVERIFY(started.recipe.variations == all.changes);
    QCOMPARE(requestOf(started.recipe).steps, request().steps); // what the changes are changes of
    all.changes.emplace_back().steps = 100000;                  // one that cannot be: said before any is drawn
    const std::size_t before = log.size();
    const JobId wrong = session.sampleVariations(all);
    session.waitForSampling();
    QCOMPARE(log.all<Failed>().at(0).job, wrong);
    QCOMPARE(log.size(), before + 1);
}

void TestSessionStarts::cancelledVariationsKeepWhatIsDone()
{
    VariationsRequest all{request(), {}};
    all.changes.emplace_back().steps = 2;
    all.changes.emplace_back().steps = 1000;
    EventLog log;
    Session session(log.listener());
    const JobId job = session.sampleVariations(all);
    QVERIFY(log.wait<FrameArrived>([](const FrameArrived& arrived) { return arrived.frame->index == 3; }));
    session.cancelSampling();
    const auto finished = log.wait<VariationsFinished>();
    QVERIFY(finished && finished->job == job && finished->cancelled);
    QCOMPARE(finished->results.size(), std::size_t(1));
    QCOMPARE(finished->reference, 0); // of what there is
    const auto ends = log.all<SampleFinished>();
    QVERIFY(ends.size() == 2 && ends[0].images.size() == 2 && ends[1].cancelled);
}

void TestSessionStarts::wrongStartsAreNamed_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("said");
    const std::pair<const char*, const char*> rows[] = {
        {"strength 0", "strength"},   {"strength 2", "strength"},    {"strength alone", "0.5"},
        {"mask alone", "mask"},       {"size of pixels", "8 x 8"},   {"size of mask", "20 x 10"},
        {"no file", "nowhere.png"},   {"no picture", "config.json"}, {"redos 0", "0"},
        {"redos 101", "101"},         {"inversion", "no start"},     {"branch step 0", "0"},
        {"branch step 1001", "1001"}, {"branch class", "10"},        {"branch strength", "0.5"},
        {"branch steps", "100000"},   {"branch sampler", "nonsense"}};
    for (const auto& [what, said] : rows)
        QTest::newRow(what) << QString(what) << QString(said);
}

void TestSessionStarts::wrongStartsAreNamed()
{
    QFETCH(QString, what);
    QFETCH(QString, said);
    SampleRequest wrong = request();
    if (what != "strength alone" && what != "mask alone" && !what.startsWith("branch"))
        wrong.from.pixels = Image(1, kSide, kSide);
    if (what.startsWith("mask") || what.startsWith("redos"))
        wrong.mask.pixels = halfMask();
    if (what.startsWith("strength"))
        wrong.strength = what.endsWith("0") ? 0 : what.endsWith("2") ? 2 : 0.5;
    if (what == "size of pixels")
        wrong.from.pixels = Image(1, 8, 8);
    if (what == "size of mask") {
        wrong.mask.file = folder_.filePath("wide.png").toStdString();
        exportFormat("png").write({{Image(1, 10, 20)}, ""}, wrong.mask.file, {{"scale", 1LL}});
    }
    if (what.startsWith("no ")) {
        wrong.from.pixels = {};
        wrong.from.file = what == "no file" ? "/nowhere.png" : model_ + "/unet/config.json";
    }
    if (what.startsWith("redos"))
        wrong.redos = what.section(' ', 1).toInt();
    if (what == "inversion") {
        wrong.sampler = inverters().front().id;
        wrong.imageFiles = {picture_};
    }
    if (what.startsWith("branch")) {
        wrong.branches = {Branch{what.startsWith("branch step ") ? what.section(' ', 2).toInt() : 500, {}}};
        SampleChange& change = wrong.branches.front().change;
        if (what == "branch class")
            change.classes = {10};
        if (what == "branch strength")
            change.strength = 0.5;
        if (what == "branch steps")
            change.steps = 100000;
        if (what == "branch sampler")
            change.sampler = "nonsense";
    }
    QVERIFY2(failure(wrong).contains(said), qPrintable(failure(wrong)));
}

TEST_MAIN(TestSessionStarts)
#include "tst_session_starts.moc"
