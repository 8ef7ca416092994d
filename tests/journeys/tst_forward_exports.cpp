#include "tests/journeys/forward_bench.h"

#include "core/recipe/recipe.h"
#include "core/schedule/forward.h"
#include "core/schedule/schedule_check.h"
#include "ui/export/export_panel.h"
#include "ui/forward/figures/forward_exports.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/picture/picture_recipe.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/files/file_dialogs.h"

#include <QBuffer>
#include <QComboBox>
#include <QFileDialog>
#include <QImageReader>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

struct Svg {
    QList<QImage> pictures;
    QString text, description, title;
    bool valid = false;
};

Svg readSvg(const QString& path)
{
    QFile file(path);
    Svg svg;
    if (!file.open(QIODevice::ReadOnly))
        return svg;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement())
            continue;
        if (xml.name() == QLatin1String("text"))
            svg.text += xml.readElementText().trimmed() + u' ';
        else if (xml.name() == QLatin1String("desc"))
            svg.description = xml.readElementText();
        else if (xml.name() == QLatin1String("title"))
            svg.title = xml.readElementText();
        else if (xml.name() == QLatin1String("image"))
            for (const QXmlStreamAttribute& attribute : xml.attributes())
                if (attribute.name() == QLatin1String("href"))
                    svg.pictures.append(QImage::fromData(
                        QByteArray::fromBase64(attribute.value().toString().section(u',', 1).toLatin1()), "PNG"));
    }
    svg.valid = !xml.hasError();
    return svg;
}

ForwardRecipe forwardRecipeIn(const std::string& text)
{
    const ReadRecipe read = readRecipe(text);
    return read.recipe ? std::get<ForwardRecipe>(*read.recipe) : ForwardRecipe();
}

// The one that can be set up.
std::optional<ScheduleSpec> scheduleIn(const ForwardRecipe& recipe)
{
    return recipe.schedule && checkSchedule(*recipe.schedule).schedule ? recipe.schedule : std::nullopt;
}

// Every pixel of `shown`, enlarged by a whole factor, is that pixel of `expected`.
void comparePixels(const QImage& shown, const QImage& expected)
{
    QVERIFY(!shown.isNull() && !expected.isNull());
    QCOMPARE(shown.width() % expected.width(), 0);
    const int factor = shown.width() / expected.width();
    for (int y = 0; y < expected.height(); ++y)
        for (int x = 0; x < expected.width(); ++x)
            for (const int at : {0, factor - 1})
                QCOMPARE(shown.pixel(x * factor + at, y * factor + at) & 0xffffffu, expected.pixel(x, y) & 0xffffffu);
}

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The pictures inside a PDF, in order; lossless ones only.
QList<QImage> pdfPictures(const QByteArray& pdf)
{
    QList<QImage> pictures;
    for (qsizetype at = pdf.indexOf("/Subtype /Image"); at >= 0; at = pdf.indexOf("/Subtype /Image", at + 1)) {
        const qsizetype stream = pdf.indexOf("stream\n", at) + 7, end = pdf.indexOf("endstream", stream);
        const QByteArray head = pdf.mid(at, stream - at);
        const auto number = [&](const char* key) {
            return head.mid(head.indexOf(key) + qsizetype(strlen(key))).simplified().split(' ').value(0).toInt();
        };
        const int width = number("/Width"), height = number("/Height");
        QByteArray packed(4, '\0');
        const quint32 size = quint32(width) * quint32(height) * 3;
        for (int k = 0; k < 4; ++k)
            packed[k] = char(size >> (24 - 8 * k));
        const QByteArray raw = qUncompress(packed + pdf.mid(stream, end - stream));
        if (head.contains("/FlateDecode") && raw.size() == qsizetype(size))
            pictures.append(
                QImage(reinterpret_cast<const uchar*>(raw.constData()), width, height, 3 * width, QImage::Format_RGB888)
                    .copy());
    }
    return pictures;
}

} // namespace

// What the Forward mode writes is opened again and compared with the engine.
class ForwardExportsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void equationAsSvg();
    void equationAsPdf();
    void equationAsPng();
    void walkEquationSaysSo();
    void figuresAreTheSameAtAnyTypeSize_data();
    void figuresAreTheSameAtAnyTypeSize();
    void stripOfChosenSteps();
    void plotsHaveTheirNumbers_data();
    void plotsHaveTheirNumbers();
    void filmKeepsToTheRangeAndComesBack();
    void pngRestoresEverything();
    void aFigureRestoresTheWholePicture();
    void theNameSaysTheKindOfFile();
    void exportsTellNoFolder();
    void troubleIsSaidAndLeavesNothing();

private:
    ExportPanel& panel() { return *bench_->findChild<ExportPanel*>(); }
    QString write(const QString& format, const QString& name, const ParamValues& values = {});
    QImage state() const { return toQImage(forward_->mix().state); }
    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<Workbench> bench_;
    ForwardWorkspace* forward_ = nullptr;
};

void ForwardExportsTest::initTestCase()
{
    const QString picture = folder_.filePath(QStringLiteral("ramp & disc <1>.png"));
    QVERIFY(testPicture().save(picture));
    bridge_ = std::make_unique<Bridge>();
    forward_ = new ForwardWorkspace(*bridge_);
    bench_ = std::make_unique<Workbench>(forward_);
    forward_->open(picture);
    QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, kSide, kLong);
    forward_->timeline()->setStep(240);
}

QString ForwardExportsTest::write(const QString& format, const QString& name, const ParamValues& values)
{
    QSignalSpy written(bridge_.get(), &Bridge::exported);
    panel().setFormat(format == "gif" ? "png" : "gif"); // settings start anew
    panel().setFormat(format);
    panel().setParams(values);
    const QString target = folder_.filePath(name);
    panel().exportTo(target);
    [&] { QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong); }();
    return target;
}

void ForwardExportsTest::equationAsSvg()
{
    const Svg svg = readSvg(write("figure:equation", "equation.svg"));
    QVERIFY(svg.valid);
    QVERIFY(panel().findChild<QWidget*>("scale")->isHidden()); // it has no pixels
    QCOMPARE(svg.pictures.size(), 3);
    comparePixels(svg.pictures[0], state());
    comparePixels(svg.pictures[1], toQImage(forward_->state().picture()));
    comparePixels(svg.pictures[2], toQImage(forward_->state().noise(), 2.6f));
    const Schedule schedule = makeSchedule({});
    QVERIFY2(svg.text.contains(number(schedule.signalScale(239), 3)), qPrintable(svg.text)); // text is text
    QVERIFY(svg.text.contains(number(schedule.noiseScale(239), 3)));
    QVERIFY(svg.text.contains("ramp & disc <1>.png"));
    QVERIFY(!bytesOf(folder_.filePath("equation.svg")).contains("font-family=\"Inter\"")); // others may lack it
    const QJsonObject recipe = QJsonDocument::fromJson(svg.description.toUtf8()).object();
    QCOMPARE(recipe.value("step").toInt(), 240);
    QCOMPARE(recipe.value("picture").toString(), QStringLiteral("ramp & disc <1>.png"));
    QVERIFY(svg.title.contains("240"));
}

void ForwardExportsTest::equationAsPdf()
{
    const QByteArray pdf = bytesOf(write("figure:equation", "equation.pdf", {{"file", std::string("pdf")}}));
    QVERIFY(pdf.startsWith("%PDF-1."));
    QVERIFY(pdf.trimmed().endsWith("%%EOF"));
    QCOMPARE(pdf.count("/Type /Page\n"), 1);
    const qsizetype box = pdf.indexOf("/MediaBox [0 0 ");
    QVERIFY(box >= 0);
    const QByteArrayList size = pdf.mid(box + 15, 40).split(']').value(0).simplified().split(' ');
    QVERIFY(std::abs(size.value(0).toDouble() - 970 * 0.75) < 2); // one page, of the figure's size
    QVERIFY(pdf.contains("/Title"));
    const QString attached = QStringLiteral("recipe.json"); // newer Qt: UTF-16, big end first
    QByteArray wide;
    for (const QChar letter : attached)
        wide.append(char(letter.unicode() >> 8)).append(char(letter.unicode() & 0xFF));
    QVERIFY(pdf.contains(attached.toLatin1()) || pdf.contains(wide) || pdf.toLower().contains(wide.toHex()));
    QVERIFY(!pdf.contains("/DCTDecode")); // no pixel was changed
    const QList<QImage> pictures = pdfPictures(pdf);
    QCOMPARE(pictures.size(), 3);
    comparePixels(pictures[0], state());
}

void ForwardExportsTest::equationAsPng()
{
    const QImage paper(write("figure:equation", "equation.png", {{"file", std::string("png")}, {"scale", 2LL}}));
    QVERIFY(!panel().findChild<QWidget*>("scale")->isHidden());
    QCOMPARE(paper.width(), 2 * 970);
    QVERIFY(QJsonDocument::fromJson(paper.text("diffuscope").toUtf8()).object().value("seed").toString() == "7");
    QCOMPARE(QColor(paper.pixel(2, 2)), paletteOf(ThemeName::Paper).canvas); // though the window is dark
    const QImage expected = state();
    const double cell = 2 * 192.0 / kSide; // the first picture's place
    for (const QPoint& pixel : {QPoint(0, 0), QPoint(20, 33), QPoint(63, 63)})
        QCOMPARE(paper.pixel(int(48 + (pixel.x() + 0.5) * cell), int(108 + (pixel.y() + 0.5) * cell)) & 0xffffffu,
                 expected.pixel(pixel) & 0xffffffu);
    const QImage ink(write("figure:equation", "ink.png",
                           {{"file", std::string("png")}, {"palette", std::string("ink")}, {"scale", 1LL}}));
    QCOMPARE(QColor(ink.pixel(2, 2)), paletteOf(ThemeName::Ink).canvas);
}

void ForwardExportsTest::walkEquationSaysSo()
{
    QVERIFY(forward_->handleKey(Qt::Key_J, {}));
    forward_->timeline()->setStep(30);
    QTRY_COMPARE_WITH_TIMEOUT(forward_->mix().step, 30, kLong);
    MarkovWalk walk(forward_->state().picture(), makeSchedule({}), 7);
    walk.walkTo(28);
    const QImage before = toQImage(walk.state());
    walk.advance();
    const Svg svg = readSvg(write("figure:equation", "walk.svg"));
    QCOMPARE(svg.pictures.size(), 3);
    comparePixels(svg.pictures[0], toQImage(walk.state()));
    comparePixels(svg.pictures[1], before);
    const Svg strip = readSvg(write("figure:strip", "walks.svg", {{"steps", std::string("30")}}));
    QCOMPARE(strip.pictures.size(), 1);
    comparePixels(strip.pictures[0], toQImage(walk.state()));
    QVERIFY(svg.description.contains("\"walk\""));
    QVERIFY(forward_->handleKey(Qt::Key_J, {}));
    forward_->timeline()->setStep(240);
}

void ForwardExportsTest::figuresAreTheSameAtAnyTypeSize_data()
{
    QTest::addColumn<QString>("figure");
    for (const char* figure : {"equation", "strip", "journey", "schedule", "histogram"})
        QTest::addRow("%s", figure) << QStringLiteral("figure:") + QLatin1String(figure);
}

// What is put on a slide does not depend on how large the window's own type is.
void ForwardExportsTest::figuresAreTheSameAtAnyTypeSize()
{
    QFETCH(QString, figure);
    const auto drawn = [&](const char* name, bool large) {
        Appearance look = appearanceOf(*qApp);
        look.presentation = large;
        applyAppearance(*qApp, look);
        const QString target = write(figure, name, {{"file", std::string("png")}, {"scale", 1LL}});
        return QImage(target).convertToFormat(QImage::Format_RGB32);
    };
    const QImage usual = drawn("usual.png", false), large = drawn("large.png", true);
    Appearance look = appearanceOf(*qApp);
    look.presentation = false;
    applyAppearance(*qApp, look);
    QVERIFY(!usual.isNull());
    QCOMPARE(large, usual);
}

void ForwardExportsTest::stripOfChosenSteps()
{
    const Svg strip = readSvg(write("figure:strip", "strip.svg", {{"steps", std::string("0, 100 1000")}}));
    QCOMPARE(strip.pictures.size(), 3);
    comparePixels(strip.pictures[0], toQImage(forward_->state().picture()));
    comparePixels(strip.pictures[1], toQImage(forward_->state().jumpAt(100)));
    comparePixels(strip.pictures[2], toQImage(forward_->state().jumpAt(1000)));
    QVERIFY(strip.text.contains("t = 100"));
    QVERIFY2(strip.text.contains(number(makeSchedule({}).alphaBar(99), 3)), qPrintable(strip.text));
    QCOMPARE(readSvg(write("figure:strip", "five.svg", {{"count", 5LL}, {"steps", std::string()}})).pictures.size(), 5);
}

void ForwardExportsTest::plotsHaveTheirNumbers_data()
{
    QTest::addColumn<QString>("number");
    const Schedule schedule = makeSchedule({});
    QTest::addRow("journey") << QStringLiteral("pixel value");
    QTest::addRow("schedule") << number(schedule.alphaBar(239), 3);
    QTest::addRow("histogram") << QStringLiteral("N(0, 1)");
}

void ForwardExportsTest::plotsHaveTheirNumbers()
{
    QFETCH(QString, number);
    const QString what = QString::fromLatin1(QTest::currentDataTag());
    const Svg svg = readSvg(write("figure:" + what, what + ".svg"));
    QVERIFY(svg.valid);
    QVERIFY(svg.pictures.isEmpty()); // lines are lines
    QVERIFY2(svg.text.contains(number), qPrintable(svg.text));
    QVERIFY(bytesOf(write("figure:" + what, what + ".pdf", {{"file", std::string("pdf")}})).startsWith("%PDF"));
}

void ForwardExportsTest::filmKeepsToTheRangeAndComesBack()
{
    TimelineModel& timeline = *forward_->timeline();
    timeline.setIn(200);
    timeline.setOut(400);
    const QString folder =
        write("png_sequence", "film", {{"moments", 3LL}, {"ping_pong", true}, {"scale", 1LL}, {"range", true}});
    const int expected[] = {200, 300, 400, 300};
    for (int k = 0; k < 4; ++k)
        comparePixels(QImage(folder + QStringLiteral("/frame-000%1.png").arg(k)),
                      toQImage(forward_->state().jumpAt(expected[k])));
    QVERIFY(!QFileInfo::exists(folder + "/frame-0004.png"));
    QImageReader all(write("gif", "film.gif", {{"moments", 5LL}, {"range", false}, {"ping_pong", false}}));
    int frames = 0;
    for (QImage frame = all.read(); !frame.isNull(); frame = all.read())
        ++frames;
    QCOMPARE(frames, 5);
    timeline.setIn(std::nullopt);
    timeline.setOut(std::nullopt);
    const auto sheet = [this](const char* name, bool labels) {
        const QString file = write("contact_sheet", QLatin1String(name), {{"moments", 4LL}, {"labels", labels}});
        return QImage(file).size();
    };
    panel().setFormat("contact_sheet");
    QVERIFY(boolParam(ForwardExports::specs(ExportPanel::Kind::Sheet), {},
                      "labels")); // unless one wants the pictures alone
    const QSize plain = sheet("plain.png", false), labelled = sheet("labelled.png", true);
    QCOMPARE(labelled.width(), plain.width());
    QVERIFY(labelled.height() > plain.height());
}

void ForwardExportsTest::pngRestoresEverything()
{
    forward_->usePicture(testPicture().mirrored(), QStringLiteral("pasted"));
    QTRY_VERIFY(forward_->state().picture().at(1, 0, 0) > -2 && !forward_->findChild<QWidget*>("opening")->isVisible());
    QTRY_COMPARE(toQImage(forward_->state().picture()).pixel(10, 10), testPicture().mirrored().pixel(10, 10));
    auto* inspector = forward_->inspector();
    QTest::mouseClick(inspector->findChild<QAbstractButton*>("schedule_cosine"), Qt::LeftButton);
    forward_->timeline()->setStep(333);
    const Image shown = forward_->mix().state;
    const QImage png(write("png", "state.png", {{"scale", 2LL}}));
    comparePixels(png, toQImage(shown));
    ForwardRecipe recipe = forwardRecipeIn(png.text("diffuscope").toStdString());
    QVERIFY(scheduleIn(recipe));
    QCOMPARE(scheduleIn(recipe)->id, std::string("cosine"));
    QCOMPARE(recipe.step.value_or(-1), 333);
    recipe.png = png.text("diffuscope-picture").toStdString();
    comparePixels(pictureIn(recipe).made, testPicture().mirrored());
    QTest::mouseClick(inspector->findChild<QAbstractButton*>("schedule_linear"), Qt::LeftButton);
    forward_->timeline()->setStep(10);
    forward_->usePicture(testPicture(), QStringLiteral("another"));
    QTRY_COMPARE(toQImage(forward_->state().picture()).pixel(10, 10), testPicture().pixel(10, 10));
    QVERIFY(forward_->restore(recipe).missing.isEmpty());
    QCOMPARE(forward_->mix().step, 333);
    QCOMPARE(forward_->mix().state.values, shown.values);
    QVERIFY(!scheduleIn(forwardRecipeIn(R"({"process":"forward"})")));
    QVERIFY(!scheduleIn(forwardRecipeIn(R"({"process":"forward","schedule":{"id":"nothing"},"timesteps":5})")));
    QVERIFY(!scheduleIn(forwardRecipeIn(R"({"process":"forward","schedule":{"id":"linear"},"timesteps":-5})")));
}

// A recipe holds small pictures itself; a larger one lies beside it in the file, as it does in a picture that is
// exported.
void ForwardExportsTest::aFigureRestoresTheWholePicture()
{
    auto* shape = forward_->inspector()->findChild<PictureShapePanel*>();
    const auto setSide = [&](int side) {
        shape->setShape({side, 0, false});
        Q_EMIT shape->shapeChosen();
        QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, side, kLong);
    };
    forward_->usePicture(testPicture().scaled(150, 150), QStringLiteral("large"));
    QTRY_COMPARE_WITH_TIMEOUT(forward_->fact("picture").toString(), QStringLiteral("large"), kLong);
    setSide(128);
    const Image large = forward_->state().picture();
    for (const char* figure : {"strip", "histogram"}) {
        const QString file = write(QStringLiteral("figure:%1").arg(QLatin1String(figure)),
                                   QStringLiteral("large %1.png").arg(QLatin1String(figure)), {{"scale", 1LL}});
        forward_->usePicture(testPicture(), QStringLiteral("another"));
        QTRY_COMPARE_WITH_TIMEOUT(forward_->fact("picture").toString(), QStringLiteral("another"), kLong);
        std::optional<Recipe> recipe;
        QObject listener;
        connect(bridge_.get(), &Bridge::recipeRead, &listener,
                [&](const RecipeRead& read) { recipe = read.read.recipe; });
        bridge_->session().readRecipe(file.toStdString(), {});
        QTRY_VERIFY_WITH_TIMEOUT(recipe, kLong);
        QVERIFY(forward_->restore(*recipe).missing.isEmpty());
        QCOMPARE(forward_->state().picture().values, large.values);
    }
    setSide(kSide);
}

void ForwardExportsTest::theNameSaysTheKindOfFile()
{
    for (const char* name : {"walk β=0.02", "v1.2", "T = 10. step", "plain"})
        QVERIFY2(!hasEnding(QString::fromUtf8(name)), name);
    for (const char* name : {"a.jpg", "a.b.PNG", "set.tar.gz", "film.mp4", "β=0.02.svg"})
        QVERIFY2(hasEnding(QString::fromUtf8(name)), name);
    QCOMPARE(withoutEnding(QString::fromUtf8("/a.b/walk β=0.02.svg")), QString::fromUtf8("walk β=0.02"));
    write("figure:strip", QString::fromUtf8("walk β=0.02"), {{"file", std::string("svg")}});
    const QString walk = folder_.filePath(QString::fromUtf8("walk β=0.02.svg"));
    const QByteArray written = bytesOf(walk);
    QVERIFY(written.contains("<svg"));
    QSignalSpy refused(bridge_.get(), &Bridge::failed);
    panel().setFormat("figure:equation"); // nobody was asked whether that one may go
    panel().exportTo(folder_.filePath(QString::fromUtf8("walk β=0.02")));
    QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, kLong);
    QCOMPARE(bytesOf(walk), written);
    QVERIFY(bytesOf(write("figure:strip", "typed.pdf")).startsWith("%PDF-1."));
    QVERIFY(bytesOf(write("figure:strip", "TYPED.PNG")).startsWith("\x89PNG"));
    QVERIFY(bytesOf(write("figure:strip", "typed.svg", {{"file", std::string("png")}})).contains("<svg"));
    write("figure:strip", "again.pdf");
    panel().setFormat("figure:equation"); // the next figure is offered as the last one was written
    panel().choose();
    auto* dialog = bench_->findChild<QFileDialog*>("exportDialog");
    QVERIFY(dialog);
    QCOMPARE(dialog->nameFilters().size(), 3);
    QVERIFY(dialog->selectedNameFilter().contains("*.pdf"));
    QVERIFY(dialog->selectedFiles().value(0).endsWith(".pdf"));
    dialog->selectNameFilter(dialog->nameFilters().filter("png").value(0)); // as choosing it does
    Q_EMIT dialog->filterSelected(dialog->selectedNameFilter());
    QVERIFY2(dialog->selectedFiles().value(0).endsWith(".png"), qPrintable(dialog->selectedFiles().value(0)));
    delete dialog;

    QSignalSpy failed(bridge_.get(), &Bridge::failed);
    panel().setFormat("png");
    panel().exportTo(folder_.filePath("pic.jpg")); // which it would not be
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kLong);
    QVERIFY(!QFileInfo::exists(folder_.filePath("pic.jpg")));
    panel().setFormat("figure:strip");
    panel().exportTo(folder_.filePath("strip.tiff"));
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, kLong);
    write("png", "pic.PNG");
    QVERIFY(!QImage(folder_.filePath("pic.PNG")).isNull());
}

void ForwardExportsTest::exportsTellNoFolder()
{
    const QString picture = folder_.filePath("of mine.png");
    QVERIFY(testPicture().save(picture));
    forward_->open(picture);
    QTRY_COMPARE_WITH_TIMEOUT(forward_->fact("picture").toString(), QStringLiteral("of mine.png"), kLong);
    QVERIFY(!bytesOf(write("figure:equation", "told.svg")).contains(folder_.path().toUtf8()));
    const QByteArray png = bytesOf(write("png", "told.png"));
    QVERIFY(!png.contains(folder_.path().toUtf8()) && png.contains("of mine.png"));
    QVERIFY(forward_->recipe().find(folder_.path().toStdString()) == std::string::npos);
}

void ForwardExportsTest::troubleIsSaidAndLeavesNothing()
{
    QSignalSpy failed(bridge_.get(), &Bridge::failed);
    std::string subject;
    QObject listener;
    connect(bridge_.get(), &Bridge::failed, &listener,
            [&](const Failed& failure) { subject = failure.error.subject(); });
    panel().setFormat("figure:strip");
    panel().setParams({{"steps", std::string("10 many")}});
    panel().exportTo(folder_.filePath("wrong.svg"));
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kLong);
    QVERIFY(!QFileInfo::exists(folder_.filePath("wrong.svg")));
    QCOMPARE(subject, std::string("many"));
    QFile(folder_.filePath("a file")).open(QIODevice::WriteOnly); // no folder can be there
    panel().setFormat("figure:equation");
    panel().exportTo(folder_.filePath("a file/equation.svg"));
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, kLong);
    QCOMPARE(readSvg(write("figure:equation", "again.svg")).pictures.size(), 3); // and then it goes on
}

OWN_SETTINGS_TEST_MAIN(ForwardExportsTest)

#include "tst_forward_exports.moc"
