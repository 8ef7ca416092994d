#include "tests/support/test_main.h"
#include "ui/style/icon_paths.h"
#include "ui/style/icons.h"
#include "ui/style/svg_path.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_text.h"

#include <QApplication>
#include <QPainter>
#include <QTest>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

bool hasInk(const QImage& image)
{
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qAlpha(image.pixel(x, y)) > 0)
                return true;
    return false;
}

} // namespace

// Numbers, colours, icons and mathematics as they are written.
class TestStyle : public QObject {
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
};

GUI_TEST_MAIN(TestStyle)
#include "tst_style.moc"
