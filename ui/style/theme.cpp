#include "ui/style/theme.h"

#include "ui/style/design_font.h"
#include "ui/style/field_style.h"

#include <QApplication>
#include <QEvent>
#include <QPalette>
#include <QStyleHints>
#include <QWidget>

#include <cmath>

namespace diffuscope::ui {

namespace {

Palette paper()
{
    Palette p;
    p.base = "#EDE8DD", p.surface = "#F5F1E8", p.canvas = "#FBF9F3", p.raised = "#FFFFFF", p.sunken = "#E6E0D2";
    p.line = "#DCD5C5", p.line2 = "#BFB6A2";
    p.text1 = "#1B2344", p.text2 = "#4A5270", p.text3 = "#575E75";
    p.inverse = "#FBF9F3", p.selected = "#1B2344", p.selectedWash = "#E3DDD0", p.hover = "#ECE6D9", p.focus = "#195FBA";
    p.signal = {"#C17803", "#8A5500", "#F7E3BB"};
    p.noise = {"#5B4BD8", "#4A3BC2", "#DCD7F8"};
    p.state = {"#1B2344", "#1B2344", "#DCDEE6"};
    p.prediction = {"#0E8F82", "#0A6D63", "#C9E9E4"};
    p.error = {"#D8503F", "#B03628", "#F8D6CF"};
    return p;
}

Palette ink()
{
    Palette p;
    p.dark = true;
    p.base = "#0A0E1A", p.surface = "#121828", p.canvas = "#0D1220", p.raised = "#1C2438", p.sunken = "#080B15";
    p.line = "#232C43", p.line2 = "#3C4866";
    p.text1 = "#E8EBF4", p.text2 = "#AEB7CD", p.text3 = "#8F9AB5";
    p.inverse = "#0D1220", p.selected = "#E8EBF4", p.selectedWash = "#232D46", p.hover = "#1A2236", p.focus = "#6CB2FF";
    p.signal = {"#F4B13E", "#F6BC58", "#46371C"};
    p.noise = {"#9485FF", "#A99DFF", "#2F2B5C"};
    p.state = {"#D7DDEC", "#E8EBF4", "#2A3248"};
    p.prediction = {"#35C9B5", "#4ED8C5", "#15413F"};
    p.error = {"#FF7A68", "#FF8E7E", "#4B2529"};
    return p;
}

Palette clear(Palette p) // of high contrast
{
    p.line2 = p.text3;
    return p;
}

QPalette qtPalette(const Palette& p)
{
    QPalette q;
    const auto all = [&](QPalette::ColorRole role, const QColor& colour, const QColor& disabled) {
        q.setColor(role, colour);
        q.setColor(QPalette::Disabled, role, disabled);
    };
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        all(role, p.text1, p.text3);
    all(QPalette::Window, p.base, p.base);
    all(QPalette::Base, p.raised, p.surface);
    all(QPalette::AlternateBase, p.surface, p.surface);
    all(QPalette::Button, p.raised, p.surface);
    all(QPalette::Highlight, p.selected, p.line2);
    all(QPalette::HighlightedText, p.inverse, p.text1);
    all(QPalette::PlaceholderText, p.text3, p.text3);
    all(QPalette::ToolTipBase, p.raised, p.raised);
    all(QPalette::ToolTipText, p.text1, p.text1);
    all(QPalette::Link, p.focus, p.text3);
    all(QPalette::Light, p.raised, p.raised);
    all(QPalette::Midlight, p.line, p.line);
    all(QPalette::Mid, p.line2, p.line2);
    all(QPalette::Dark, p.line2, p.line2);
    all(QPalette::Shadow, p.dark ? Qt::black : Qt::white, p.dark ? Qt::black : Qt::white); // read by paletteOf(widget)
    return q;
}

constexpr int kBody = 12; // the application's font in the design's scale
const char *const kStyled = "diffuscopeStyled", *const kReducedMotion = "diffuscopeReducedMotion",
                  *const kSystemDark = "diffuscopeSystemDark", *const kDesignSize = "diffuscopeDesignSize";

// Small type grows most: what is 34 px high can be read from afar as it is.
int typeSize(int designSize, bool presentation)
{
    if (!presentation)
        return designSize;
    return int(std::lround(designSize < 18 ? designSize * 1.25 : designSize * 1.1 + 2.6));
}

// Fonts that widgets were given by themselves do not follow the application's.
void resizeOwnFonts(bool before, bool presentation)
{
    for (QWidget* widget : QApplication::allWidgets()) {
        if (!widget->testAttribute(Qt::WA_SetFont) || widget->font().pixelSize() <= 0)
            continue;
        int design = widget->property(kDesignSize).toInt();
        if (design == 0 || typeSize(design, before) != widget->font().pixelSize())
            for (design = 6; design < 64 && typeSize(design, before) < widget->font().pixelSize();)
                ++design;
        widget->setProperty(kDesignSize, design);
        QFont font = widget->font();
        font.setPixelSize(typeSize(design, presentation));
        widget->setFont(font);
    }
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QString styleSheet(const Palette& p)
{
    QString sheet = QStringLiteral(R"(
QToolTip { background: @raised; color: @text1; border: 1px solid @line2; padding: 5px 7px; }
QMenu { background: @raised; color: @text1; border: 1px solid @line2; padding: 4px; }
QMenu::item { padding: 6px 22px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selectedWash; }
QMenu::item:disabled { color: @text3; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QComboBox QAbstractItemView { background: @raised; color: @text1; border: 1px solid @line2; outline: 0; padding: 3px; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: @selectedWash; color: @text1; }
QComboBox QAbstractItemView::item:disabled { color: @text3; }
QHeaderView { background: @surface; border: 0; }
QHeaderView::section { background: @surface; color: @text2; border: 0; border-bottom: 1px solid @line2; padding: 4px 10px; }
QTableView { background: @raised; border: 1px solid @line; }
QLabel[role="caption"] { color: @text3; font-size: @small; }
QLabel[role="field"] { color: @text2; }
QLabel[role="title"] { color: @text1; font-weight: 600; }
QLabel[role="secondary"] { color: @text2; }
QLabel[role="error"] { color: @error; }
QLabel[role="warning"] { color: @error; font-size: @small; }
)");
    const std::pair<const char*, QColor> names[] = {
        {"@raised", p.raised},   {"@surface", p.surface}, {"@text1", p.text1}, {"@text2", p.text2},
        {"@text3", p.text3},     {"@line2", p.line2},     {"@line", p.line},   {"@selectedWash", p.selectedWash},
        {"@error", p.error.text}};
    for (const auto& [name, colour] : names)
        sheet.replace(QLatin1String(name), colour.name());
    sheet.replace(QLatin1String("@small"), QStringLiteral("%1px").arg(shownSize(11)));
    return sheet;
}

QFont sized(const QStringList& families, int pixelSize)
{
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(pixelSize);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

} // namespace

const ConceptColours& Palette::of(Concept which) const
{
    switch (which) {
    case Concept::Signal:
        return signal;
    case Concept::Noise:
        return noise;
    case Concept::State:
        return state;
    case Concept::Prediction:
        return prediction;
    case Concept::Error:
        break;
    }
    return error;
}

const Palette& paletteOf(ThemeName name, bool highContrast)
{
    static const Palette kPaper = paper(), kInk = ink(), kClearPaper = clear(kPaper), kClearInk = clear(kInk);
    if (highContrast)
        return name == ThemeName::Ink ? kClearInk : kClearPaper;
    return name == ThemeName::Ink ? kInk : kPaper;
}

const Palette& paletteOf(const QWidget* widget)
{
    const QPalette palette = widget ? widget->palette() : QApplication::palette();
    const ThemeName name = palette.color(QPalette::Shadow).lightness() < 128 ? ThemeName::Ink : ThemeName::Paper;
    return paletteOf(name, palette.color(QPalette::Active, QPalette::Dark) == paletteOf(name, true).line2);
}

bool presentationType() { return QApplication::font().pixelSize() > kBody; }

int shownSize(int designSize) { return typeSize(designSize, presentationType()); }

Appearance appearanceOf(const QApplication& application)
{
    const Palette& palette = paletteOf(static_cast<const QWidget*>(nullptr));
    return {palette.dark ? ThemeName::Ink : ThemeName::Paper,
            palette.line2 == paletteOf(palette.dark ? ThemeName::Ink : ThemeName::Paper, true).line2,
            application.property(kReducedMotion).toBool(), presentationType()};
}

void applyAppearance(QApplication& application, const Appearance& look)
{
    if (!application.property(kStyled).toBool()) {
        noteSystemPalette(application);
        application.setStyle(new FieldStyle);
        application.setProperty(kStyled, true);
    }
    application.setProperty(kReducedMotion, look.reducedMotion);
    const Palette& palette = paletteOf(look.theme, look.highContrast);
    const bool before = presentationType();
    application.setPalette(qtPalette(palette));
    QFont body = textFont(kBody);
    body.setPixelSize(typeSize(kBody, look.presentation));
    application.setFont(body);
    if (before != look.presentation)
        resizeOwnFonts(before, look.presentation);
    application.setStyleSheet(styleSheet(palette));
    if (before == look.presentation)
        return;
    for (QWidget* widget : QApplication::allWidgets()) { // those that paint their text themselves
        QEvent changed(QEvent::FontChange);
        QApplication::sendEvent(widget, &changed);
        widget->updateGeometry();
        widget->update();
    }
}

SheetLater::SheetLater(QApplication& application) : application_(application), sheet_(application.styleSheet())
{
    application_.setStyleSheet({});
}

SheetLater::~SheetLater() { application_.setStyleSheet(sheet_); }

void applyTheme(QApplication& application, ThemeName name)
{
    Appearance look = appearanceOf(application);
    if (!application.property(kStyled).toBool())
        look = {};
    look.theme = name;
    applyAppearance(application, look);
}

ThemeName systemTheme()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    if (const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme(); scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark ? ThemeName::Ink : ThemeName::Paper;
#endif
    const QVariant noted = qApp->property(kSystemDark);
    const bool dark = noted.isValid() ? noted.toBool() : isDark(QApplication::palette());
    return dark ? ThemeName::Ink : ThemeName::Paper;
}

bool noteSystemPalette(QApplication& application)
{
    const QPalette now = QApplication::palette();
    for (const ThemeName name : {ThemeName::Paper, ThemeName::Ink})
        if (now.color(QPalette::Window) == paletteOf(name).base && now.color(QPalette::Base) == paletteOf(name).raised)
            return false;
    application.setProperty(kSystemDark, isDark(now));
    return true;
}

QFont designFont(int pixelSize, int weight)
{
    static const QStringList kText{"Inter", "Noto Sans", "DejaVu Sans"};
    static const QStringList kDisplay = QStringList{"Inter Display"} + kText;
    QFont font = sized(pixelSize >= 18 ? kDisplay : kText, pixelSize);
    font.setWeight(QFont::Weight(weight));
    return font;
}

QFont textFont(int pixelSize, int weight)
{
    QFont font = designFont(pixelSize, weight);
    font.setPixelSize(shownSize(pixelSize));
    return font;
}

QFont mathFont(int pixelSize, bool italic)
{
    QFont font = sized({"STIX", "STIXGeneral", "DejaVu Serif"}, pixelSize);
    font.setItalic(italic);
    return font;
}

QString number(double value, int decimals)
{
    if (!std::isfinite(value))
        return std::isnan(value) ? QStringLiteral("–") : value < 0 ? QStringLiteral("−∞") : QStringLiteral("∞");
    QString digits = QString::number(std::abs(value), 'f', decimals);
    const bool zero = digits.toDouble() == 0;
    return value < 0 && !zero ? u'−' + digits : digits;
}

QString smallNumber(double value, int decimals)
{
    if (value == 0 || std::abs(value) >= 0.5 * std::pow(10, -decimals) || !std::isfinite(value))
        return number(value, decimals);
    const QString digits = QString::number(std::abs(value), 'e', 1); // 4.0e-05
    const qsizetype e = digits.indexOf(u'e');
    return (value < 0 ? QStringLiteral("−") : QString()) + digits.left(e) + QStringLiteral("e−") +
           QString::number(digits.mid(e + 2).toInt());
}

QString signedNumber(double value, int decimals)
{
    const QString text = number(value, decimals);
    return std::isnan(value) || text.startsWith(u'−') ? text : u'+' + text;
}

QString grouped(long long value)
{
    QString digits = QString::number(value < 0 ? 0ULL - static_cast<unsigned long long>(value)
                                               : static_cast<unsigned long long>(value));
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, u',');
    return value < 0 ? u'−' + digits : digits;
}

} // namespace diffuscope::ui
