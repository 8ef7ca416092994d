// Pictures of every state of the window, for looking at: packaging/screenshots.sh. The window and the engine are the
// real ones; QT_SCALE_FACTOR chooses the density.
#include "tests/screenshots/stage.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

#include <clocale>
#include <cstdio>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

struct View {
    QString name;
    QSize size;
    Appearance look;
};

QList<View> viewsOf(const QString& sizes, const QString& themes)
{
    QList<View> views;
    for (const QString& size : sizes.split(u','))
        for (const QString& theme : themes.split(u',')) {
            View view;
            const QStringList sides = size.split(u'x');
            view.size = {sides.value(0).toInt(), sides.value(1).toInt()};
            view.look.theme = theme.startsWith(QLatin1String("ink")) ? ThemeName::Ink : ThemeName::Paper;
            view.look.highContrast = theme.endsWith(QLatin1String("-contrast"));
            view.look.presentation = theme.endsWith(QLatin1String("-large"));
            view.look.reducedMotion = true; // what fades or folds has done so
            view.name = theme + u'-' + size;
            views.append(view);
        }
    return views;
}

bool shoot(Stage& stage, const Scene& scene, const QList<View>& views, const QDir& out)
{
    for (const View& view : views) {
        if (appearanceOf(*qApp) != view.look)
            applyAppearance(*qApp, view.look);
        stage.window().resize(view.size);
        stage.settle();
        const QPixmap picture = stage.window().grab();
        const QString density =
            picture.devicePixelRatio() == 1 ? QString() : QStringLiteral("@%1x").arg(picture.devicePixelRatio());
        const QString name = scene.name + u'-' + view.name + density + QStringLiteral(".png");
        if (!picture.save(out.filePath(name))) {
            std::fprintf(stderr, "cannot write %s\n", qPrintable(out.filePath(name)));
            return false;
        }
    }
    return true;
}

} // namespace

int main(int count, char** arguments)
{
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(count, arguments);
    std::setlocale(LC_NUMERIC, "C");
    QApplication::setOrganizationName(QStringLiteral("diffuscope-screenshots"));
    QApplication::setApplicationName(QStringLiteral("diffuscope-screenshots"));
    QCommandLineParser parser;
    parser.addPositionalArgument("out", "Folder for the pictures.");
    const QCommandLineOption quick("quick", "Only the most important states."), only("only", "Of this name.", "part"),
        sizes("sizes", "Of the window.", "list", "1440x900,1024x700"),
        themes("themes", "paper, ink, and either with -contrast or -large.", "list", "paper,ink");
    parser.addOptions({quick, only, sizes, themes});
    parser.addHelpOption();
    parser.process(application);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(2);
    const QDir out(parser.positionalArguments().constFirst());
    if (!out.mkpath(QStringLiteral("."))) {
        std::fprintf(stderr, "cannot make the folder %s\n", qPrintable(out.path()));
        return 1;
    }
    const QList<View> views = viewsOf(parser.value(sizes), parser.value(themes));
    applyAppearance(application, views.constFirst().look);
    Stage stage;
    for (const Scene& scene : scenes()) {
        if (parser.isSet(quick) && !scene.quick)
            continue;
        if (!scene.setUp(stage)) {
            std::fprintf(stderr, "the state %s could not be reached\n", qPrintable(scene.name));
            return 1;
        }
        if (scene.name.contains(parser.value(only)) && !shoot(stage, scene, views, out))
            return 1;
        std::printf("%s\n", qPrintable(scene.name));
        std::fflush(stdout);
    }
    return 0;
}
