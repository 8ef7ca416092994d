#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "ui/style/icon_paths.h"
#include "ui/style/icons.h"
#include "ui/style/svg_path.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/math/math_text.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>
#include <vector>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

Image picture(int side) // every cell its own colour
{
    Image image(3, side, side);
    for (int row = 0; row < side; ++row)
        for (int column = 0; column < side; ++column) {
            image.at(0, row, column) = fromByte(std::uint8_t(row * 255 / (side - 1)));
            image.at(1, row, column) = fromByte(std::uint8_t(column * 255 / (side - 1)));
            image.at(2, row, column) = fromByte((row + column) % 2 ? 255 : 0);
        }
    return image;
}

std::vector<ParamSpec> specs()
{
    using Kind = ParamSpec::Kind;
    return {{"size", "Image size", "Side in pixels.", Kind::Choice, std::string("32"), 0, 0, 4, {"32", "64"}},
            {"batch", "Batch", "Pictures a step.", Kind::Integer, 32LL, 1, 512, 0, {}},
            {"lr", "Learning rate", "Step of the optimiser.", Kind::Real, 0.0002, 0, 1, 6, {}},
            {"ema", "Keep EMA", "Averaged weights.", Kind::Toggle, true, 0, 0, 0, {}}};
}

bool hasInk(const QImage& image)
{
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qAlpha(image.pixel(x, y)) > 0)
                return true;
    return false;
}

} // namespace

class TestWidgets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setTheme(ThemeName::Paper); }
    void setTheme(ThemeName name) { applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), name); }

    void numbersAsTheyAreWritten()
    {
        QCOMPARE(number(-0.7424, 3), QStringLiteral("−0.742"));
        QCOMPARE(number(-0.0001, 2), QStringLiteral("0.00"));
        QCOMPARE(signedNumber(0.891, 2), QStringLiteral("+0.89"));
        QCOMPARE(signedNumber(-6.15, 2), QStringLiteral("−6.15"));
        QCOMPARE(number(INFINITY, 2), QStringLiteral("∞"));
        QCOMPARE(grouped(12000), QStringLiteral("12,000"));
        QCOMPARE(grouped(-1234567), QStringLiteral("−1,234,567"));
        QCOMPARE(grouped(999), QStringLiteral("999"));
    }

    // WCAG 2 AA: text of any size has a contrast of 4.5 to 1 with whatever it is written on.
    void everyTextCanBeReadOnEveryGround()
    {
        const auto luminance = [](const QColor& colour) {
            const auto linear = [](double share) {
                return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
            };
            return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
        };
        const auto readable = [&](const QColor& text, const QColor& ground) {
            const double one = luminance(text) + 0.05, other = luminance(ground) + 0.05;
            const double contrast = std::max(one, other) / std::min(one, other);
            QVERIFY2(contrast >= 4.5,
                     qPrintable(QStringLiteral("%1 on %2: %3").arg(text.name(), ground.name()).arg(contrast)));
        };
        for (const ThemeName name : {ThemeName::Paper, ThemeName::Ink}) {
            const Palette& p = paletteOf(name);
            for (const QColor& ground : {p.base, p.surface, p.canvas, p.raised, p.sunken, p.selectedWash, p.hover}) {
                for (const QColor& text : {p.text1, p.text2, p.text3, p.focus})
                    readable(text, ground);
                for (const auto which :
                     {Concept::Signal, Concept::Noise, Concept::State, Concept::Prediction, Concept::Error})
                    readable(p.of(which).text, ground);
            }
            for (const auto which :
                 {Concept::Signal, Concept::Noise, Concept::State, Concept::Prediction, Concept::Error}) {
                readable(p.of(which).text, p.of(which).wash);
                readable(p.text2, p.of(which).wash);
            }
            readable(p.inverse, p.selected);
            readable(p.inverse, p.text1);
        }
    }

    void digitsKeepTheirWidth()
    {
        const QFont font = textFont(14, 600);
        QCOMPARE(NumberLabel::width(QStringLiteral("1.1111"), font),
                 NumberLabel::width(QStringLiteral("0.8888"), font));
        QVERIFY(NumberLabel::width(QStringLiteral("10"), font) > NumberLabel::width(QStringLiteral("1"), font));
    }

    void themeFollowsTheWidget()
    {
        QWidget window;
        QWidget child(&window);
        window.show();
        QCOMPARE(paletteOf(&child).dark, false);
        setTheme(ThemeName::Ink);
        QCOMPARE(paletteOf(&child).dark, true);
        QCOMPARE(paletteOf(&child).signal.graphic, QColor("#F4B13E"));
        QVERIFY(paletteOf(&child).of(Concept::Noise).text == QColor("#A99DFF"));
    }

    void formFoldsAwayWhatFewNeed()
    {
        std::vector<ParamSpec> all = specs();
        all[0].advanced = true;
        all[0].choices = {"model", "32", "64"};
        all[0].choiceNames = {"as the model", "32", "64"};
        all[0].initial = std::string("model");
        all.push_back({"curve", "Points", "A curve.", ParamSpec::Kind::Text, std::string("0:1 1:0"), 0, 0, 0, {}});
        ParamForm form;
        form.setSpecs(all);
        form.show();
        auto* size = form.findChild<QComboBox*>("size");
        auto* curve = form.findChild<QLineEdit*>("curve");
        auto* more = form.findChild<QAbstractButton*>("moreSettings");
        QVERIFY(size && curve && more);
        QVERIFY(!size->isVisible() && curve->isVisible());
        QTest::mouseClick(more, Qt::LeftButton);
        QVERIFY(size->isVisible());
        QCOMPARE(size->currentText(), QStringLiteral("as the model")); // a word for people, the value stays
        QCOMPARE(std::get<std::string>(form.values().at("size")), std::string("model"));
        QSignalSpy changes(&form, &ParamForm::valuesChanged);
        curve->setFocus();
        curve->selectAll();
        QTest::keyClicks(curve, "0:1 0.5:0.2 1:0");
        QCOMPARE(changes.count(), 0); // half a curve is none yet
        QTest::keyClick(curve, Qt::Key_Return);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(std::get<std::string>(form.values().at("curve")), std::string("0:1 0.5:0.2 1:0"));
        form.setSpecs(all); // what was unfolded stays so
        QVERIFY(form.findChild<QComboBox*>("size")->isVisible());
    }

    void everyIconDraws()
    {
        QVERIFY(iconDrawings().size() > 30);
        for (const auto& [name, drawing] : iconDrawings()) {
            QImage canvas(40, 40, QImage::Format_ARGB32_Premultiplied);
            canvas.fill(Qt::transparent);
            QPainter painter(&canvas);
            drawIcon(painter, name, QRectF(0, 0, 40, 40), Qt::black);
            painter.end();
            QVERIFY2(hasInk(canvas), qPrintable(name));
            for (const auto& shape : drawing.shapes)
                QVERIFY2(
                    QRectF(0, 0, drawing.grid, drawing.grid)
                        .contains(
                            svgPath(QString::fromLatin1(shape.data)).boundingRect().adjusted(-0.01, -0.01, 0.01, 0.01)),
                    qPrintable(name));
        }
    }

    void svgPathsOfEveryCommand()
    {
        QCOMPARE(svgPath(u"M10 10h80v80H10z").boundingRect(), QRectF(10, 10, 80, 80));
        const QRectF circle = svgPath(u"M0 50a50 50 0 1 0 100 0a50 50 0 1 0-100 0z").boundingRect();
        QVERIFY(qAbs(circle.height() - 100) < 0.1 && qAbs(circle.width() - 100) < 0.1);
        QCOMPARE(svgPath(u"M0 0L1-1.5.5 2").currentPosition(), QPointF(0.5, 2));
        QCOMPARE(svgPath(u"M0 0q5 5 10 0t10 0s5 5 10 0").currentPosition(), QPointF(30, 0));
        QVERIFY(svgPath(u"").isEmpty());
        svgPath(u"M1 2 L bad 3 4 a1 1 0 0"); // broken data ends the path
    }

    void mathIsMeasuredAndParsed()
    {
        const auto width = [](const char* markup) { return MathText::measure(QString::fromUtf8(markup), 17).width(); };
        const auto height = [](const char* markup) {
            return MathText::measure(QString::fromUtf8(markup), 34).height();
        };
        QCOMPARE(width(""), 0.0);
        QVERIFY(width("x_t") > width("x"));
        QVERIFY(width("x_t") < width("xt") + 3); // the subscript is smaller
        QVERIFY(width("x_{t-1}") > width("x_t"));
        QCOMPARE(width("x_t^2"), width("x^2_t"));
        QVERIFY(width("\\sqrt{x}") > width("x"));
        QVERIFY(height("\\bar{d}_t") > height("d_t"));
        QVERIFY(height("x^2") > 0 && height("x_t") >= 34);
        QCOMPARE(width("\\signal{x}"), width("x"));
        QCOMPARE(width("a + b"), width("a+b"));      // operators bring their own space
        QVERIFY(width("\\unknown") > width("unkn")); // drawn as written
        for (const char* broken :
             {"{", "}", "x_", "\\", "\\sqrt{", "\\text{ab", "^^__", "{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{x"})
            QVERIFY(std::isfinite(width(broken)));
    }

    void mathIsColouredByConcept()
    {
        QImage canvas(120, 60, QImage::Format_ARGB32_Premultiplied);
        canvas.fill(Qt::white);
        QPainter painter(&canvas);
        const qreal advance =
            MathText::draw(painter, {4, 40}, QStringLiteral("\\error{\\sqrt{x}}"), 34, Qt::black, nullptr);
        painter.end();
        QVERIFY(advance > 20);
        int red = 0, black = 0;
        for (int y = 0; y < canvas.height(); ++y)
            for (int x = 0; x < canvas.width(); ++x) {
                const QColor c = canvas.pixelColor(x, y);
                red += c.red() > c.blue() + 60;
                black += c.red() < 40;
            }
        QVERIFY(red > 40);
        QCOMPARE(black, 0);
    }

    void everyCellAnswersTheProbe()
    {
        ImageView view(Concept::Signal);
        view.resize(300, 280);
        view.setSymbol(QStringLiteral("x_0"), QStringLiteral("the data"));
        view.setImage(picture(32));
        view.show();
        const double ratio = view.devicePixelRatioF();
        const QImage grabbed = view.grab().toImage();
        const QRect place = view.pictureRect();
        QCOMPARE(int(place.width() * ratio) % 32, 0); // whole multiples of device pixels
        const int cell = int(place.width() * ratio) / 32;
        QVERIFY(cell >= int(7 * ratio));
        std::optional<QPoint> seen;
        connect(&view, &ImageView::probed, this, [&](std::optional<QPoint> pixel) { seen = pixel; });
        const QImage wanted = toQImage(view.image());
        for (int row = 0; row < 32; ++row)
            for (int column = 0; column < 32; ++column) {
                const QPointF device((column + 0.5) * cell, (row + 0.5) * cell);
                const QPointF at = QPointF(place.topLeft()) + device / ratio;
                QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
                QApplication::sendEvent(&view, &move);
                QVERIFY(seen);
                QCOMPARE(*seen, QPoint(column, row));
                for (const int corner : {0, cell - 1}) { // sharp from edge to edge
                    const QPoint pixel = (QPointF(place.topLeft()) * ratio).toPoint() +
                                         QPoint(column * cell + corner, row * cell + corner);
                    QCOMPARE(grabbed.pixelColor(pixel).rgb(), wanted.pixel(column, row));
                }
            }
        const QPointF outside(1, 1);
        QMouseEvent leave(QEvent::MouseMove, outside, view.mapToGlobal(outside), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(&view, &leave);
        QVERIFY(!seen);
    }

    void sameOnADoubleDensityScreen()
    {
        if (qEnvironmentVariableIsSet("QT_SCALE_FACTOR"))
            QSKIP("this is the second run");
        QProcess twice;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QStringLiteral("2"));
        twice.setProcessEnvironment(environment);
        twice.setProcessChannelMode(QProcess::MergedChannels);
        twice.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("tst_widgets"), QStringLiteral("everyCellAnswersTheProbe")});
        QVERIFY(twice.waitForFinished(60000));
        QVERIFY2(twice.exitStatus() == QProcess::NormalExit && twice.exitCode() == 0, twice.readAll().constData());
    }

    void picturesShrinkCopyAndClear()
    {
        ImageView view(Concept::State);
        view.resize(60, 60);
        view.setImage(picture(128));
        QVERIFY(view.pictureRect().width() <= 50 && view.pictureRect().width() > 40);
        QTest::keySequence(&view, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->image().size(), QSize(256, 256)); // no stamp where it is pasted
        const QImage copied = QApplication::clipboard()->image(), shown = view.picture();
        QCOMPARE(copied.pixel(101, 64), shown.pixel(50, 32)); // whole multiples, nothing is smoothed
        view.setSymbol(QStringLiteral("x_t"), QStringLiteral("the picture at step 240"));
        QVERIFY(view.accessibleName().contains(QStringLiteral("the picture at step 240")));
        view.setProbe(QPoint(100, 100));
        view.setImage(picture(8)); // the probe lies outside now
        view.grab();
        view.clear(QStringLiteral("Drop a picture here"));
        QVERIFY(!view.hasImage());
        view.grab();
    }

    // The quick loop over a frame's pixels gives the engine's bytes: at every half, outside the range, for no number.
    void shownBytesAreTheEngines()
    {
        std::vector<float> values = {NAN, INFINITY, -INFINITY, -0.0f, -1.0f, 1.0f, 1e30f, -1e30f, 1e-40f};
        for (int k = 0; k <= 510; ++k) {
            const float half = float(k) / 255.0f - 1.0f; // whole bytes, and between them the halves
            for (const float value : {half, std::nextafter(half, 2.0f), std::nextafter(half, -2.0f)})
                values.push_back(value);
        }
        for (int k = 0; values.size() % 3 != 0 || values.size() < 3000; ++k)
            values.push_back(3 * std::sin(float(k) * 1.7f));
        for (const float range : {1.0f, 2.6f}) {
            const float scale = 1 / range;
            Image grey(1, 1, int(values.size()));
            grey.values = values;
            Image colour(3, 1, int(values.size() / 3));
            colour.values = values;
            const QImage greyShown = toQImage(grey, range), colourShown = toQImage(colour, range);
            for (int x = 0; x < grey.width; ++x) {
                const int wanted = toByte(grey.at(0, 0, x) * scale);
                QCOMPARE(greyShown.pixel(x, 0), qRgb(wanted, wanted, wanted));
            }
            for (int x = 0; x < colour.width; ++x)
                QCOMPARE(colourShown.pixel(x, 0),
                         qRgb(toByte(colour.at(0, 0, x) * scale), toByte(colour.at(1, 0, x) * scale),
                              toByte(colour.at(2, 0, x) * scale)));
        }
    }

    void picturesSurviveTheWayToQImageAndBack()
    {
        const Image before = picture(16);
        const Image after = imageOf(pixelsOf(toQImage(before)), 3);
        QCOMPARE(after.values, before.values);
        QImage clear(9, 9, QImage::Format_ARGB32);
        clear.fill(Qt::transparent);
        const Image white = imageOf(pixelsOf(clear), 1);
        QCOMPARE(white.channels, 1);
        QCOMPARE(white.at(0, 4, 4), 1.0f);
        Image wide(1, 1, 1, 2.6f);
        QCOMPARE(qRed(toQImage(wide, 2.6f).pixel(0, 0)), 255);
    }

    void formRoundTrip()
    {
        ParamForm form;
        form.setSpecs(specs(), {{"batch", 64LL}});
        QCOMPARE(std::get<long long>(form.values()["batch"]), 64LL);
        QCOMPARE(std::get<double>(form.values()["lr"]), 0.0002);
        QCOMPARE(form.findChild<QDoubleSpinBox*>(QStringLiteral("lr"))->text(), QStringLiteral("0.0002"));
        QSignalSpy changed(&form, &ParamForm::valuesChanged);
        form.setValues({{"lr", 0.001}, {"size", std::string("64")}, {"ema", false}});
        QCOMPARE(changed.count(), 0);
        QCOMPARE(std::get<double>(form.values()["lr"]), 0.001);
        QCOMPARE(std::get<std::string>(form.values()["size"]), std::string("64"));
        QCOMPARE(std::get<bool>(form.values()["ema"]), false);
        form.findChild<QSpinBox*>(QStringLiteral("batch"))->setValue(100000); // held to its range
        QCOMPARE(std::get<long long>(form.values()["batch"]), 512LL);
        QCOMPARE(changed.count(), 1);
        validateParams(specs(), form.values());
        form.setLocked(true, QStringLiteral("while training"));
        QVERIFY(!form.findChild<QComboBox*>(QStringLiteral("size"))->isEnabled());
        QVERIFY(
            form.findChild<QComboBox*>(QStringLiteral("size"))->toolTip().contains(QStringLiteral("while training")));
        form.setSpecs({specs()[3]}); // another form in its place
        QCOMPARE(form.values().size(), std::size_t(1));
    }

    // Whoever scrolls an inspector changes nothing in it, chosen or not: the wheel is left to what is around.
    void wheelPassesOverFields()
    {
        setTheme(ThemeName::Paper);
        QScrollArea area;
        auto* column = new QWidget;
        auto* layout = new QVBoxLayout(column);
        auto* form = new ParamForm;
        form->setSpecs(specs());
        auto* slider = new QSlider(Qt::Horizontal);
        auto* seed = new SeedField(7);
        auto* editable = new QComboBox;
        editable->setEditable(true);
        editable->addItems({"16", "32", "64"});
        for (QWidget* part : {static_cast<QWidget*>(form), static_cast<QWidget*>(slider), static_cast<QWidget*>(seed),
                              static_cast<QWidget*>(editable)})
            layout->addWidget(part);
        layout->addSpacing(2000);
        area.setWidget(column);
        area.resize(400, 300);
        area.show();
        area.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&area));
        const auto values = form->values();
        int rolled = 0;
        for (QWidget* field : column->findChildren<QWidget*>()) {
            if (!qobject_cast<QAbstractSpinBox*>(field) && !qobject_cast<QComboBox*>(field) && field != slider)
                continue;
            field->setFocus();
            const QPointF at(5, 5);
            QWheelEvent wheel(at, field->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
            QApplication::sendEvent(field, &wheel);
            QVERIFY2(!wheel.isAccepted(), qPrintable(field->objectName())); // what is around may scroll
            ++rolled;
        }
        QVERIFY(rolled >= 6);
        QVERIFY(form->values() == values);
        QCOMPARE(slider->value(), 0);
        QCOMPARE(seed->value(), quint64(7));
        QCOMPARE(editable->currentIndex(), 0);
    }

    // Whatever the width: no word and no button of a card is cut, and a long list scrolls.
    void cardsAreNeverCut()
    {
        setTheme(ThemeName::Paper);
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        auto* card = new NoticeCard(NoticeCard::Tone::Error, QStringLiteral("The last picture is not Gaussian yet"),
                                    QStringLiteral("77.6 % of the contrast is left in it, 0.2470 nat a value.\n"
                                                   "Choose another schedule."));
        const auto* first = card->addAction(QStringLiteral("Scale betas with T"));
        const auto* second = card->addAction(QStringLiteral("Zero terminal SNR"));
        column->addWidget(card);
        column->addStretch(1);
        const auto label = [&](const char* role) {
            for (QLabel* each : card->findChildren<QLabel*>())
                if (each->isVisible() && each->property("role") == QLatin1String(role))
                    return each;
            return static_cast<QLabel*>(nullptr);
        };
        window.show();
        for (const int width : {256, 288, 400, 700, 1100}) {
            window.resize(width, 500);
            QTRY_COMPARE(card->height(), card->heightForWidth(card->width()));
            for (const QWidget* button : {static_cast<const QWidget*>(first), static_cast<const QWidget*>(second)}) {
                const QRect place(button->mapTo(card, QPoint()), button->size());
                QVERIFY2(card->rect().contains(place), qPrintable(QString::number(width)));
                QVERIFY(button->width() >= button->sizeHint().width());
            }
            QVERIFY(!first->geometry().intersects(second->geometry()));
            for (const char* role : {"title", "secondary"}) {
                const QLabel* words = label(role);
                QVERIFY(words && words->height() >= words->heightForWidth(words->width()));
                QVERIFY(card->rect().contains(QRect(words->mapTo(card, QPoint()), words->size())));
            }
        }
        window.resize(300, 500);
        QStringList files;
        for (int k = 0; k < 40; ++k)
            files.append(QStringLiteral("%1.png: not an image").arg(k, 4, 10, QLatin1Char('0')));
        card->setText(QStringLiteral("40 unreadable files skipped"), files.join(u'\n'));
        QTRY_COMPARE(card->height(), card->heightForWidth(card->width()));
        QVERIFY(card->height() < 260);
        auto* area = card->findChild<QScrollArea*>();
        QTRY_VERIFY(area->verticalScrollBar()->maximum() > 300); // all of them can be reached
        card->setText(QStringLiteral("One unreadable file skipped"), {});
        QTRY_VERIFY(card->height() < 120);
    }

    // What wraps in a sidebar needs another height than its hint says: nothing is cut, and there are no gaps.
    void sectionsAreAsHighAsTheirWordsNeed()
    {
        setTheme(ThemeName::Paper);
        for (const auto policy : {QSizePolicy::Maximum, QSizePolicy::Fixed}) {
            QScrollArea area;
            area.setWidgetResizable(true);
            auto* inside = new QWidget;
            auto* column = new QVBoxLayout(inside);
            column->setContentsMargins(0, 0, 0, 0);
            column->setSpacing(0);
            QList<Section*> sections;
            for (const char* title : {"Dataset", "Preset", "Recording"}) {
                sections.append(new Section(QLatin1String(title)));
                sections.back()->setSizePolicy(QSizePolicy::Preferred, policy);
                column->addWidget(sections.back());
            }
            column->addStretch();
            auto* card = new NoticeCard(NoticeCard::Tone::Neutral, QStringLiteral("6 unreadable files skipped"), {});
            card->addAction(QStringLiteral("Show"));
            card->hide();
            sections[0]->body()->addWidget(new QLabel(QStringLiteral("mixed")));
            sections[0]->body()->addWidget(card);
            sections[1]->body()->addWidget(new QLabel(QStringLiteral("Quick")));
            auto* words = new WrappedLabel("caption");
            words->setWords(QStringLiteral("Every step of every picture is kept."));
            sections[2]->body()->addWidget(words);
            area.setWidget(inside);
            area.resize(304, 700);
            area.show();
            const auto stacked = [&] {
                int bottom = 0;
                for (const Section* section : sections) {
                    const bool wraps = section->layout()->hasHeightForWidth();
                    const int needed = wraps ? section->layout()->totalHeightForWidth(section->width())
                                             : section->layout()->totalSizeHint().height();
                    if (section->y() != bottom || section->height() != needed)
                        return false;
                    bottom = section->geometry().bottom() + 1;
                }
                return words->height() == words->heightForWidth(words->width());
            };
            QTRY_VERIFY(stacked());
            card->show();
            QTRY_VERIFY(stacked());
            card->setText(QStringLiteral("6 unreadable files skipped"),
                          QStringLiteral("a.png: empty\nb.png: cut short\nc.png: not an image\n"
                                         "d.html: not an image, and with a name that does not fit on one line\ne\nf"));
            QTRY_VERIFY(stacked());
            QCOMPARE(card->height(), card->heightForWidth(card->width()));
            words->setWords(QStringLiteral("51 moments of 16 pictures, 32 × 32 pixels: every step kept, 16 bits a "
                                           "value, states in 16 bits, predictions in 8, 14 MB."));
            QTRY_VERIFY(stacked());
            area.resize(360, 700);
            QTRY_VERIFY(stacked());
            card->hide();
            words->setWords(QStringLiteral("Nothing."));
            QTRY_VERIFY(stacked());
            QTRY_VERIFY(words->height() < 2 * QFontMetrics(words->font()).lineSpacing()); // one line again
        }
    }

    void segmentsByKeyAndMouse()
    {
        SegmentedControl control({{"a", "One", {}}, {"b", "Two", {}}, {"c", "Three", "more"}});
        control.resize(control.sizeHint());
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        QTest::keyClick(&control, Qt::Key_Right);
        QCOMPARE(control.current(), QStringLiteral("b"));
        QTest::mouseClick(&control, Qt::LeftButton, {}, QPoint(10, 15));
        QCOMPARE(control.current(), QStringLiteral("a"));
        QCOMPARE(changed.count(), 2);
        control.setCurrent(QStringLiteral("c"));
        QCOMPARE(changed.count(), 2);
    }

    void contactSheetSelects()
    {
        ContactSheetView sheet;
        sheet.resize(300, 300);
        sheet.setExpectedCount(9);
        sheet.setImages({picture(32), picture(32)});
        sheet.setSelectable(true);
        QCOMPARE(sheet.count(), 9);
        QSignalSpy selected(&sheet, &ContactSheetView::selectionChanged);
        QTest::keyClick(&sheet, Qt::Key_Down);
        QCOMPARE(sheet.selected(), 3); // three columns
        QTest::mouseClick(&sheet, Qt::LeftButton, {}, QPoint(220, 220));
        QCOMPARE(sheet.selected(), 8);
        QTest::keyClick(&sheet, Qt::Key_Right); // there is no tenth
        QCOMPARE(sheet.selected(), 8);
        QCOMPARE(selected.count(), 2);
        sheet.grab();
    }

    void sectionsFold()
    {
        Section section(QStringLiteral("Noise schedule"));
        auto* inside = new QLabel(QStringLiteral("inside"));
        section.body()->addWidget(inside);
        section.setNote(QStringLiteral("Linear"));
        section.show();
        QVERIFY(inside->isVisible());
        section.setOpen(false);
        QTRY_VERIFY(!inside->isVisible());
        section.setOpen(true);
        QTRY_VERIFY(inside->isVisible());
    }
};

GUI_TEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
