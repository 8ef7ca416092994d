// An exported picture drawn again: what is said about it.
#include "core/base/random.h"
#include "core/base/save_file.h"
#include "core/export/format.h"
#include "core/export/recipe_reader.h"
#include "core/messages/event_sink.h"
#include "core/recipe/recipe.h"
#include "core/run/train_control.h"
#include "core/schedule/forward.h"
#include "core/session/catalog.h"
#include "core/session/files/marks.h"
#include "core/session/files/tools.h"
#include "core/session/model_cache.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;
using Verdict = PictureVerified::Verdict;

class TestSessionVerify : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void whatWasWrittenIsTheSame_data();
    void whatWasWrittenIsTheSame();
    void aMomentOfAWalkIsTheSame();
    void someMomentsOfAWalkAreTheSame();
    void aFilmOfSeveralSamplesIsTheSame();
    void aFilmThatWasChangedIsTold();
    void aFilmOfPicturesIsTheSame();
    void changedPixelsAreFound();
    void forwardStripsAreTheSame();
    void forwardFilmsAreTheSame();
    void whatCannotBeRepeatedIsSaid_data();
    void whatCannotBeRepeatedIsSaid();
    void anotherModelIsNotTakenForIt();
    void itCanBeCancelled();
    void filesSayWhetherTheyCanBeVerified();
    void whatIsOpenStaysOpen();
    void marksTellOthers();
    void sizesAreEstimated_data();
    void sizesAreEstimated();

private:
    fs::path root() const { return folder_.path().toStdString(); }
    PictureVerified verify(const fs::path& file, const std::vector<std::string>& places = {})
    {
        EventLog log;
        Session session(log.listener());
        session.verify(file.string(), places);
        const auto verified = log.wait<PictureVerified>();
        return verified.value_or(PictureVerified());
    }
    void write(const std::string& format, const fs::path& file, const ImageSequence& frames, const std::string& recipe)
    {
        EventLog log;
        Session session(log.listener());
        session.exportImages({format, file.string(), {{"scale", 2LL}}, frames, recipe});
        QVERIFY(log.wait<Exported>());
    }

    QTemporaryDir folder_;
    std::string model_;
    SamplingRecipe recipe_;
    std::vector<Image> images_;
    std::vector<FramePtr> frames_;
};

void TestSessionVerify::initTestCase()
{
    model_ = (root() / "tiny-model").string();
    fs::copy(DIFFUSCOPE_GOLDEN_DIR "/unet-tiny", model_, fs::copy_options::recursive);
    EventLog log;
    Session session(log.listener());
    session.sample(pictures(model_, 4, [](SampleRequest& request) {
        request.count = 3;
        request.seed = 11;
    }));
    const auto finished = log.wait<SampleFinished>();
    QVERIFY(finished && finished->images.size() == 3);
    images_ = finished->images;
    recipe_ = log.all<SampleStarted>().front().recipe;
    for (const FrameArrived& arrived : log.all<FrameArrived>())
        frames_.push_back(arrived.frame);
    QVERIFY(!recipe_.instructions.empty());
}

void TestSessionVerify::whatWasWrittenIsTheSame_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<bool>("exact");
    QTest::newRow("picture") << "png" << true;
    QTest::newRow("sheet") << "contact_sheet" << true;
    QTest::newRow("apng") << "apng" << true;
    QTest::newRow("gif") << "gif" << false;
    QTest::newRow("webp") << "webp" << true;
    QTest::newRow("mp4") << "mp4" << false;
}

void TestSessionVerify::whatWasWrittenIsTheSame()
{
    QFETCH(QString, format);
    QFETCH(bool, exact);
    const ExportFormat& kind = exportFormat(format.toStdString());
    SamplingRecipe recipe = recipe_;
    ImageSequence shown = images_;
    if (format == "png") {
        recipe.picture = 1;
        shown = {images_[1]};
    }
    if (kind.animated)
        shown = {frames_.size(), [this](std::size_t k) {
                     std::vector<Image> states;
                     for (int picture = 0; picture < 3; ++picture)
                         states.push_back(frames_[k]->pictures.state(picture));
                     return contactSheet(states);
                 }};
    else
        recipe.step = 0;
    const fs::path file = root() / ("shown" + kind.extension);
    write(kind.id, file, shown, toJson(recipe));
    const PictureVerified verified = verify(file);
    QVERIFY2(verified.verdict == (exact ? Verdict::Same : Verdict::Differs), verified.reason.text().c_str());
    QCOMPARE(verified.pictures, format == "png" ? 1 : 3);
    QCOMPARE(verified.frames, kind.animated ? int(frames_.size()) + (format == "mp4" ? 18 : 0) : 0);
    QCOMPARE(verified.firstFrame < 0, exact);
    QCOMPARE(verified.model, std::string("tiny-model"));
    QVERIFY(verified.networkCalls > 0);
    if (!exact)
        QVERIFY2(verified.largest > 0 && verified.mean > 0 &&
                     QString::fromStdString(verified.reason.text()).contains("kind"),
                 verified.reason.text().c_str());
}

void TestSessionVerify::aMomentOfAWalkIsTheSame()
{
    SamplingRecipe recipe = recipe_;
    recipe.step = frames_[2]->step;
    recipe.picture = 2;
    write("png", root() / "moment.png", {frames_[2]->pictures.state(2)}, toJson(recipe));
    QVERIFY(verify(root() / "moment.png").verdict == Verdict::Same);
    recipe.step = *recipe.step + 1; // no stop of the walk
    write("png", root() / "moment.png", {frames_[2]->pictures.state(2)}, toJson(recipe));
    const PictureVerified none = verify(root() / "moment.png");
    QVERIFY(none.verdict == Verdict::CannotRepeat);
    QVERIFY(QString::fromStdString(none.reason.text()).contains("no stop"));
}

// Which moments a film shows it does not say.
void TestSessionVerify::someMomentsOfAWalkAreTheSame()
{
    SamplingRecipe recipe = recipe_;
    recipe.picture = 1;
    const ImageSequence shown = {frames_.size(), [this](std::size_t k) { return frames_[k]->pictures.state(1); }};
    for (const ParamValues& values : {ParamValues{{"every", 2LL}},
                                      {{"ping_pong", true}},
                                      {{"most", 3LL}},
                                      {{"edges", std::string("smooth")}},
                                      {{"scale", 12LL}, {"caption", true}}}) {
        EventLog log;
        Session session(log.listener());
        ExportRequest request{"webp", (root() / "SOME.WEBP").string(), values, shown, toJson(recipe)};
        request.params.emplace("scale", 2LL);
        request.captionOf = [](std::size_t k) { return "t = " + std::to_string(k); };
        session.exportImages(request);
        QVERIFY(log.wait<Exported>());
        const PictureVerified verified = verify(root() / "SOME.WEBP");
        QVERIFY2(verified.verdict == Verdict::Same, verified.reason.text().c_str());
        QVERIFY(verified.frames > 1);
    }
}

// Each frame is a contact sheet, with what was written below it.
void TestSessionVerify::aFilmOfSeveralSamplesIsTheSame()
{
    const ImageSequence shown = {frames_.size(), [this](std::size_t k) {
                                     std::vector<Image> pictures;
                                     for (int picture = 0; picture < frames_[k]->pictures.count(); ++picture)
                                         pictures.push_back(frames_[k]->pictures.state(picture));
                                     return contactSheet(pictures);
                                 }};
    for (const ParamValues& values : {ParamValues{{"scale", 1LL}},
                                      {{"scale", 2LL}, {"edges", std::string("smooth")}},
                                      {{"scale", 6LL}, {"caption", true}}}) {
        EventLog log;
        Session session(log.listener());
        ExportRequest request{"apng", (root() / "several.apng").string(), values, shown, toJson(recipe_)};
        request.captionOf = [](std::size_t k) { return "t = " + std::to_string(k); };
        session.exportImages(request);
        QVERIFY(log.wait<Exported>());
        const PictureVerified verified = verify(root() / "several.apng");
        QVERIFY2(verified.verdict == Verdict::Same, verified.reason.text().c_str());
        QCOMPARE(verified.frames, int(frames_.size()));
        QCOMPARE(verified.pictures, 3);
    }
}

void TestSessionVerify::aFilmThatWasChangedIsTold()
{
    const auto shown = [this](std::size_t k) {
        Image picture = frames_[k]->pictures.state(0);
        if (k == 2)
            picture.at(0, 4, 6) = picture.at(0, 4, 6) > 0 ? -1.0f : 1.0f;
        return picture;
    };
    SamplingRecipe recipe = recipe_;
    recipe.picture = 0;
    write("apng", root() / "changed.apng", {frames_.size(), shown}, toJson(recipe));
    const PictureVerified verified = verify(root() / "changed.apng");
    QVERIFY(verified.verdict == Verdict::Differs);
    QCOMPARE(verified.frames, int(frames_.size()));
    QCOMPARE(verified.firstFrame, 2);
    QCOMPARE(verified.frame, 2);
    QCOMPARE(verified.row, 4);
    QCOMPARE(verified.column, 6);
    QVERIFY(QString::fromStdString(verified.reason.text()).contains("changed after"));
    write("apng", root() / "changed.apng", {40, [&](std::size_t k) { return shown(k % frames_.size()); }},
          toJson(recipe)); // more frames than the walk has moments
    const PictureVerified other = verify(root() / "changed.apng");
    QVERIFY(other.verdict == Verdict::CannotRepeat);
    QVERIFY2(QString::fromStdString(other.reason.text()).contains("40 frames"), other.reason.text().c_str());
}

// As of blends: the pictures of a walk's end one after the other.
void TestSessionVerify::aFilmOfPicturesIsTheSame()
{
    SamplingRecipe recipe = recipe_;
    for (const bool saysStep : {true, false}) {
        recipe.step = saysStep ? std::optional(0) : std::nullopt;
        write("webp", root() / "pictures.webp", images_, toJson(recipe));
        const PictureVerified verified = verify(root() / "pictures.webp");
        QVERIFY2(verified.verdict == Verdict::Same, verified.reason.text().c_str());
        QCOMPARE(verified.frames, 3);
        QCOMPARE(verified.pictures, 1);
    }
}

void TestSessionVerify::changedPixelsAreFound()
{
    SamplingRecipe recipe = recipe_;
    recipe.step = 0;
    std::vector<Image> changed = images_;
    float& value = changed[2].at(1, 5, 7);
    value = value > 0 ? value - 0.5f : value + 0.5f;
    write("contact_sheet", root() / "changed.png", changed, toJson(recipe));
    const PictureVerified verified = verify(root() / "changed.png");
    QVERIFY(verified.verdict == Verdict::Differs);
    QVERIFY2(verified.largest >= 63 && verified.largest <= 65, std::to_string(verified.largest).c_str());
    QCOMPARE(verified.picture, 2);
    QCOMPARE(verified.row, 5);
    QCOMPARE(verified.column, 7);
    QVERIFY(verified.share > 0 && verified.share < 0.01);
    QVERIFY(QString::fromStdString(verified.reason.text()).contains("changed after"));
}

void TestSessionVerify::forwardStripsAreTheSame()
{
    ForwardStripRequest strip;
    strip.imageFile = "builtin:digits";
    strip.target = (root() / "strip.png").string();
    strip.timesteps = {0, 100, 999};
    strip.schedule.id = "linear";
    strip.seed = 5;
    strip.side = 16;
    writeForwardStrip(strip);
    const PictureVerified verified = verify(strip.target);
    QVERIFY2(verified.verdict == Verdict::Same || verified.largest <= 1, verified.reason.text().c_str());
    QCOMPARE(verified.pictures, 3);
    strip.metadata = false;
    strip.target = (root() / "bare.png").string();
    writeForwardStrip(strip);
    QVERIFY(verify(strip.target).verdict == Verdict::NoRecipe);
}

void TestSessionVerify::forwardFilmsAreTheSame()
{
    Image data = noiseImage(1, 12, 12, 3);
    for (float& value : data.values)
        value = fromByte(toByte(value));
    const ScheduleSpec spec{"cosine", 200, {}};
    const Schedule schedule = makeSchedule(spec);
    ForwardRecipe recipe{.schedule = spec, .seed = 9, .step = 50};
    recipe.steps = {0, 40, 80, 120, 160, 200};
    const Image noise = noiseImage(1, 12, 12, 9);
    for (const char* format : {"gif", "webp"}) {
        EventLog log;
        Session session(log.listener());
        const fs::path file = root() / (std::string("forward.") + format);
        ExportRequest request{format, file.string(), {{"scale", 3LL}, {"ping_pong", true}}, {}, toJson(recipe)};
        request.frames = {recipe.steps.size(),
                          [&](std::size_t k) { return forwardJump(data, noise, schedule, recipe.steps[k] - 1); }};
        request.original = data;
        session.exportImages(request);
        const auto exported = log.wait<Exported>();
        QVERIFY(exported);
        QVERIFY2(exported->cannotVerify.empty(), exported->cannotVerify.text().c_str());
        const PictureVerified verified = verify(file);
        QVERIFY2(verified.verdict == Verdict::Same, verified.reason.text().c_str());
        QCOMPARE(verified.frames, 10);
    }
}

void TestSessionVerify::whatCannotBeRepeatedIsSaid_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<int>("verdict");
    QTest::addColumn<QString>("words");
    QTest::newRow("none") << "" << int(Verdict::NoRecipe) << "no recipe";
    QTest::newRow("somebody else's") << "{\"a\":1}" << int(Verdict::NoRecipe) << "no recipe";
    QTest::newRow("broken") << "{\"program\":\"diffuscope\"," << int(Verdict::NoRecipe) << "recipe";
    QTest::newRow("newer")
        << "{\"program\":\"diffuscope\",\"version\":\"9.1.0\",\"format\":99,\"process\":\"sampling\"}"
        << int(Verdict::NewerRecipe) << "9.1.0";
    QTest::newRow("model") << "{\"program\":\"diffuscope\",\"process\":\"sampling\",\"model_name\":\"gone\",\"seed\":1}"
                           << int(Verdict::ModelMissing) << "gone";
    QTest::newRow("forged") << "{\"process\":\"sampling\",\"steps\":1000000000,\"seed\":1}"
                            << int(Verdict::CannotRepeat) << "steps";
    QTest::newRow("training") << "{\"process\":\"training\",\"preset\":\"quick\"}" << int(Verdict::CannotRepeat)
                              << "training";
}

void TestSessionVerify::whatCannotBeRepeatedIsSaid()
{
    QFETCH(QString, recipe);
    QFETCH(int, verdict);
    QFETCH(QString, words);
    write("png", root() / "odd.png", {images_[0]}, recipe.toStdString());
    const PictureVerified verified = verify(root() / "odd.png");
    QCOMPARE(int(verified.verdict), verdict);
    QVERIFY2(QString::fromStdString(verified.reason.text()).contains(words), verified.reason.text().c_str());
    QCOMPARE(verified.networkCalls, 0);
}

void TestSessionVerify::anotherModelIsNotTakenForIt()
{
    SamplingRecipe recipe = recipe_;
    recipe.step = 0;
    recipe.weightsHash = "0123456789abcdef";
    write("contact_sheet", root() / "other.png", images_, toJson(recipe));
    const PictureVerified verified = verify(root() / "other.png");
    QVERIFY(verified.verdict == Verdict::OtherWeights);
    QCOMPARE(verified.networkCalls, 0);
    EventLog log;
    Session session(log.listener());
    session.verify((root() / "gone.png").string()); // no such file
    QVERIFY(log.wait<Failed>([](const Failed& failed) { return failed.task == Task::ReadRecipe; }));
}

void TestSessionVerify::itCanBeCancelled()
{
    SamplingRecipe recipe = recipe_;
    recipe.step = 0;
    recipe.steps = 1000;
    write("contact_sheet", root() / "long.png", images_, toJson(recipe));
    EventLog log;
    Session session(log.listener());
    session.verify((root() / "long.png").string());
    QVERIFY(log.wait<VerifyProgress>());
    session.cancelVerifying();
    const auto verified = log.wait<PictureVerified>();
    QVERIFY(verified && verified->cancelled);
}

// Before anybody asks, so that nobody is offered what must fail.
void TestSessionVerify::filesSayWhetherTheyCanBeVerified()
{
    EventLog log;
    Session session(log.listener());
    std::size_t mark = 0;
    const auto exported = [&](const std::string& recipe) {
        mark = log.size();
        const JobId job = session.exportImages({"png", (root() / "told.png").string(), {}, {images_[0]}, recipe});
        const auto queued = log.wait<ExportQueued>([job](const ExportQueued& each) { return each.job == job; }, mark);
        if (!queued || queued->format != "png" || queued->target != (root() / "told.png").string())
            return std::string("was not announced");
        const auto done = log.wait<Exported>([job](const Exported& each) { return each.job == job; }, mark);
        return done && done->verifiable ? done->cannotVerify.text() : std::string("was not written");
    };
    SamplingRecipe recipe = recipe_;
    recipe.step = 0;
    recipe.picture = 0;
    QCOMPARE(exported(toJson(recipe)), std::string());
    QVERIFY(QString::fromStdString(exported("")).contains("no recipe"));
    QVERIFY(QString::fromStdString(exported(toJson(ForwardRecipe{.seed = 1}))).contains("does not say all"));
    recipe.futures = KeptFutures{};
    QVERIFY(QString::fromStdString(exported(toJson(recipe))).contains("several walks"));
    QVERIFY(QString::fromStdString(exported(R"({"process":"training","preset":"quick"})")).contains("training"));
    mark = log.size();
    session.save({(root() / "table.csv").string(), [] { return std::string("a,b\n"); }});
    const auto table = log.wait<Exported>([](const Exported&) { return true; }, mark);
    QVERIFY(table && !table->verifiable && table->cannotVerify.empty()); // nobody would ask
}

// Looking for a model, by its hash too, and drawing with it leave the one in the cache alone.
void TestSessionVerify::whatIsOpenStaysOpen()
{
    EventLog log;
    EventSink sink(log.listener());
    TrainControl control(sink);
    ModelCache cache(control);
    const fs::path other = root() / "another name";
    fs::copy(model_, other, fs::copy_options::recursive);
    const auto open = cache.open(model_, {});
    ModelGlance glance(cache, {});
    QVERIFY(glance.open(model_) == open); // not read twice
    const auto looked = glance.open(other.string());
    QVERIFY(looked && looked != open);
    QVERIFY(glance.open(other.string()) == looked);
    QVERIFY(cache.kept(model_) == open);
    QVERIFY(!cache.kept(other.string()));
}

void TestSessionVerify::marksTellOthers()
{
    SamplingRecipe recipe = recipe_;
    recipe.picture = 2;
    recipe.shownClassName = "cat, or dog";
    recipe.guidanceScale = 2.5;
    recipe.shownClass = 3;
    const Marks marks = marksOf(toJson(recipe), images_[0]);
    QCOMPARE(marks.source, std::string("trainedAlgorithmicMedia"));
    const QString text = QString::fromStdString(marks.parameters);
    QVERIFY2(
        text.startsWith("cat, or dog\nSteps: 4, Sampler: DDIM, CFG scale: 2.5, Seed: 13, Size: 16x16, Model hash: "),
        marks.parameters.c_str());
    QVERIFY(text.contains(", Model: tiny-model, Version: Diffuscope "));
    recipe.mask.hash = "0123";
    QCOMPARE(marksOf(toJson(recipe), images_[0]).source, std::string("compositeWithTrainedAlgorithmicMedia"));
    // Somebody's own picture under noise was drawn by nobody.
    QVERIFY(marksOf(toJson(ForwardRecipe{.seed = 1}), images_[0]).source.empty());
    QVERIFY(marksOf("", images_[0]).source.empty() && marksOf("{", images_[0]).parameters.empty());
}

void TestSessionVerify::sizesAreEstimated_data()
{
    QTest::addColumn<QString>("format");
    for (const CatalogEntry& format : formats())
        QTest::addRow("%s", format.id.c_str()) << QString::fromStdString(format.id);
}

void TestSessionVerify::sizesAreEstimated()
{
    QFETCH(QString, format);
    const ExportFormat& kind = exportFormat(format.toStdString());
    ExportRequest request{
        format.toStdString(), "", {{"scale", 4LL}}, {40, [](std::size_t k) { return noiseImage(3, 16, 16, k); }}, "{}"};
    if (kind.animated && !kind.extension.empty())
        request.params["fps"] = 20LL;
    if (kind.animated)
        request.params["every"] = 3LL; // 14 of them
    EventLog log;
    Session session(log.listener());
    const JobId job = session.estimateExport(request);
    const auto told = log.wait<ExportEstimated>();
    QVERIFY(told && told->job == job);
    QCOMPARE(told->frames, kind.animated ? 14 : 40);
    if (request.params.contains("fps"))
        QCOMPARE(told->seconds, 0.7 + 1.5);
    QCOMPARE(told->first.values, noiseImage(3, 16, 16, 0).values);
    request.target = (root() / ("estimated" + kind.extension)).string();
    session.exportImages(request);
    const auto exported = log.wait<Exported>();
    QVERIFY(exported && !exported->files.empty());
    double real = 0;
    for (const std::string& file : exported->files)
        if (fs::is_regular_file(file))
            real += double(fs::file_size(file));
    const double ratio = double(told->bytes) / real;
    QVERIFY2(ratio > 0.7 && ratio < 1.4, qPrintable(QString::number(ratio)));
}

TEST_MAIN(TestSessionVerify)
#include "tst_session_verify.moc"
