#include "tests/journeys/forward_bench.h"

#include "tests/support/test_main.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/modes/modes.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/drawing/drawing_pad.h"
#include "ui/widgets/image/image_view.h"
#include "ui/window/main_window.h"

#include <QClipboard>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <future>

using namespace diffuscope;
using namespace diffuscope::ui;

Q_DECLARE_METATYPE(QImage::Format)

// The same picture opened, pasted, dropped and drawn: x_0 is the same to the bit.
class PictureWays : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void openedPastedAndDroppedAreTheSame_data();
    void openedPastedAndDroppedAreTheSame();
    void aDrawingIsTheFileOfIt();
    void nothingOfThemWaitsForAScan();

private:
    const Image& data() const { return forward_->state().picture(); }
    QString name() const { return forward_->findChild<ImageView*>("dataView")->accessibleName(); }
    void setShape(const PictureSource::Shape& shape);
    Image opened(const QImage& picture, const QString& file);
    Image pasted(const QImage& picture);
    Image dropped(const QImage& picture);

    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;
    ForwardWorkspace* forward_ = nullptr;
    int files_ = 0;
};

namespace {

// Every byte its own, so that a wrong sum shows; where there is alpha, all of it is there.
QImage colours(const QSize& size, QImage::Format format)
{
    QImage picture(size, QImage::Format_ARGB32);
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < size.width(); ++x)
            picture.setPixel(
                x, y, qRgba((x * 7 + y * 3) % 256, (x * x + y) % 256, (255 + y * 5 - x) % 256, (x * 11 + y) % 256));
    return picture.convertToFormat(format);
}

} // namespace

void PictureWays::initTestCase()
{
    applyTheme(*qApp, ThemeName::Paper);
    bridge_ = std::make_unique<Bridge>();
    window_ = std::make_unique<MainWindow>(*bridge_, makeModes(*bridge_));
    window_->resize(1440, 900);
    window_->show();
    forward_ = static_cast<ForwardWorkspace*>(window_->workspace("forward"));
    window_->setMode("forward");
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get())); // else its shortcuts do nothing
}

void PictureWays::setShape(const PictureSource::Shape& shape)
{
    auto* panel = forward_->inspector()->findChild<PictureShapePanel*>();
    panel->setShape(shape);
    Q_EMIT panel->shapeChosen();
}

Image PictureWays::opened(const QImage& picture, const QString& file)
{
    // A name of its own: the picture before may still be on its way, brought to another shape.
    const QString unique = QStringLiteral("%1 %2").arg(++files_).arg(file), path = folder_.filePath(unique);
    if (!picture.save(path))
        return {};
    QSignalSpy arrived(bridge_.get(), &Bridge::imageLoaded);
    drop(window_.get(), path);
    const bool there = QTest::qWaitFor([&] { return !arrived.isEmpty() && name().contains(unique); }, kLong);
    return there ? data() : Image();
}

Image PictureWays::pasted(const QImage& picture)
{
    QApplication::clipboard()->setImage(picture);
    QSignalSpy arrived(bridge_.get(), &Bridge::imageLoaded);
    QTest::keyClick(window_.get(), Qt::Key_V, Qt::ControlModifier);
    const bool there = QTest::qWaitFor([&] { return !arrived.isEmpty() && name().contains("pasted"); }, kLong);
    return there ? data() : Image();
}

Image PictureWays::dropped(const QImage& picture)
{
    QMimeData mime;
    mime.setImageData(picture);
    QSignalSpy arrived(bridge_.get(), &Bridge::imageLoaded);
    const QPoint middle = window_->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &enter);
    QDropEvent event(middle, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &event);
    const bool there = QTest::qWaitFor([&] { return !arrived.isEmpty() && name().contains("dropped"); }, kLong);
    return there ? data() : Image();
}

void PictureWays::openedPastedAndDroppedAreTheSame_data()
{
    QTest::addColumn<QImage::Format>("format");
    QTest::newRow("RGB, 32 bits") << QImage::Format_RGB32;
    QTest::newRow("RGB, 24 bits") << QImage::Format_RGB888;
    QTest::newRow("RGB with alpha") << QImage::Format_ARGB32;
    QTest::newRow("with its alpha in it") << QImage::Format_ARGB32_Premultiplied;
    QTest::newRow("grey") << QImage::Format_Grayscale8;
    QTest::newRow("grey of 16 bits") << QImage::Format_Grayscale16;
    QTest::newRow("palette") << QImage::Format_Indexed8;
    QTest::newRow("RGB with alpha of 16 bits") << QImage::Format_RGBA64;
}

void PictureWays::openedPastedAndDroppedAreTheSame()
{
    QFETCH(QImage::Format, format);
    const bool grey = format == QImage::Format_Grayscale8 || format == QImage::Format_Grayscale16;
    for (const QSize size : {QSize(203, 90), QSize(40, 64)}) {
        const QImage picture = colours(size, format);
        for (const PictureSource::Shape shape :
             {PictureSource::Shape{64, 0, false}, {64, 0, true}, {32, 1, true}, {48, 3, false}}) {
            setShape(shape);
            const Image file = opened(picture, QStringLiteral("file.png"));
            QCOMPARE(file.width, shape.side);
            QCOMPARE(file.channels, shape.channels > 0 ? shape.channels : grey ? 1 : 3);
            for (const Image& other : {pasted(picture), dropped(picture)}) {
                QVERIFY(other.sameShape(file));
                QCOMPARE(other.values, file.values);
            }
        }
    }
    setShape({32, 0, false}); // and what was dropped is brought to another shape as the file is
    QTRY_COMPARE_WITH_TIMEOUT(data().width, 32, kLong);
    const Image again = data();
    QCOMPARE(opened(colours(QSize(40, 64), format), QStringLiteral("file.png")).values, again.values);
}

void PictureWays::aDrawingIsTheFileOfIt()
{
    const QImage start = colours(QSize(40, 40), QImage::Format_RGB32);
    for (const int channels : {0, 1, 3}) {
        setShape({40, channels, false});
        QVERIFY(!opened(start, QStringLiteral("start.png")).empty());
        forward_->draw();
        auto* canvas = forward_->findChild<DrawingCanvas*>();
        QTest::mouseClick(forward_->findChild<QAbstractButton*>("Orange"), Qt::LeftButton);
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Space);
        const QImage drawing = canvas->drawing().picture();
        QTest::keyClick(canvas, Qt::Key_Return);
        QVERIFY(!forward_->drawing());
        const Image drawn = data();
        QVERIFY(name().contains("drawing"));
        QCOMPARE(drawn.channels, channels == 1 ? 1 : 3);
        const Image file = opened(drawing, QStringLiteral("drawing.png"));
        QVERIFY(drawn.sameShape(file));
        QCOMPARE(drawn.values, file.values);
        QCOMPARE(pasted(drawing).values, file.values);
    }
}

// Reading a slow set may take minutes; one's own picture, and the question what a path is, need not wait.
void PictureWays::nothingOfThemWaitsForAScan()
{
    const QString missing = folder_.filePath("missing.png");
    std::promise<void> read;
    SaveRequest slow{folder_.filePath("slow.txt").toStdString(), [done = read.get_future().share()] {
                         done.wait();
                         return std::string();
                     }};
    bridge_->session().save(slow);
    const Image before = data();
    const Image after = pasted(colours(QSize(31, 57), QImage::Format_RGB32));
    window_->openPath(missing);
    const bool said = QTest::qWaitFor([&] { return window_->findChild<NoticeCard*>("errorNotice") != nullptr; }, kLong);
    read.set_value();
    QVERIFY(!after.empty() && after.values != before.values);
    QVERIFY(said);

    QSignalSpy made(bridge_.get(), &Bridge::datasetOpened);
    DatasetRequest large;
    large.source = "builtin:shapes";
    large.side = 96;
    bridge_->session().openDataset(large);
    QVERIFY(!opened(colours(QSize(31, 57), QImage::Format_RGB32), "own.png").empty());
    QVERIFY(made.isEmpty());
    bridge_->session().cancelOpening();
}

OWN_SETTINGS_TEST_MAIN(PictureWays)

#include "tst_picture_ways.moc"
