// Measures the window as a user feels it. Prints a table, or JSON with --json; asserts no times.
#include "tests/bench/window_bench.h"

#include "app/early_settings.h"
#include "core/base/error.h"
#include "core/session/catalog.h"
#include "ui/style/theme.h"
#include "ui/train/training_speeds.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScreen>
#include <QSettings>
#include <QThread>

#include <cstdio>
#include <map>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

struct Case {
    const char* name;
    void (*run)(const Settings&, Results&);
};

constexpr Case kCases[] = {
    {"start", benchStart}, {"forward", benchForward}, {"reverse", benchReverse}, {"training", benchTraining}};

QString caseNames()
{
    QStringList names;
    for (const Case& entry : kCases)
        names.append(QLatin1String(entry.name));
    return names.join(QStringLiteral(", "));
}

QJsonObject asJson(const Measured& row)
{
    QJsonObject object{{QStringLiteral("name"), row.name}};
    for (const auto& [name, value] : row.numbers)
        object.insert(name, value);
    if (!row.note.isEmpty())
        object.insert(QStringLiteral("note"), row.note);
    return object;
}

void printTable(const Results& results)
{
    for (const Measured& row : results) {
        QString line = row.name.leftJustified(44);
        for (const auto& [name, value] : row.numbers)
            line += QStringLiteral("  %1 %2").arg(name).arg(value, 0, 'f', value < 100 ? 1 : 0);
        if (!row.note.isEmpty())
            line += QStringLiteral("  (%1)").arg(row.note);
        std::printf("%s\n", qPrintable(line));
    }
}

void printJson(const Results& results)
{
    QJsonArray rows;
    for (const Measured& row : results)
        rows.append(asJson(row));
    const QJsonObject all{{QStringLiteral("platform"), QGuiApplication::platformName()},
                          {QStringLiteral("scale"), QGuiApplication::primaryScreen()->devicePixelRatio()},
                          {QStringLiteral("processors"), QThread::idealThreadCount()},
                          {QStringLiteral("cases"), rows}};
    std::printf("%s\n", QJsonDocument(all).toJson(QJsonDocument::Compact).constData());
}

double positive(const QCommandLineParser& parser, const QCommandLineOption& option)
{
    bool ok = false;
    const double value = parser.value(option).toDouble(&ok);
    if (!ok || value <= 0)
        throw Error("Not a positive number", "--" + option.names().front().toStdString(), "Give for example 5.");
    return value;
}

// Knows how long each kind of widget paints: --widgets.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override
    {
        if (event->type() != QEvent::Paint)
            return QApplication::notify(receiver, event);
        QElapsedTimer clock;
        clock.start();
        const bool done = QApplication::notify(receiver, event);
        auto& [paints, ms] = kinds_[QLatin1String(receiver->metaObject()->className()) + u' ' + receiver->objectName()];
        ++paints;
        ms += double(clock.nsecsElapsed()) / 1e6;
        return done;
    }
    void print() const
    {
        for (const auto& [kind, sum] : kinds_)
            std::fprintf(stderr, "%-60s %6d paints, %8.1f ms together, %6.2f ms each\n", qPrintable(kind), sum.first,
                         sum.second, sum.second / sum.first);
    }

private:
    std::map<QString, std::pair<int, double>> kinds_;
};

int run(TimedApplication& application)
{
    QCommandLineParser parser;
    const QCommandLineOption json("json", "Print JSON."), quick("quick", "Only show that it runs: tiny sizes."),
        seconds("seconds", "Length of a phase.", "s", "5"), moves("moves", "Moves of a scrub.", "n", "600"),
        starts("starts", "Starts of the program.", "n", "7"), program("program", "diffuscope.", "path"),
        only("case", "Only this one: " + caseNames(), "name"),
        widgets("widgets", "Also how long each kind of widget painted.");
    parser.addOptions({json, quick, seconds, moves, starts, program, only, widgets});
    parser.addHelpOption();
    parser.process(application);
    Settings settings;
    settings.seconds = positive(parser, seconds);
    settings.moves = int(positive(parser, moves));
    settings.starts = int(positive(parser, starts));
    settings.program = parser.isSet(program) ? parser.value(program) : QStringLiteral(DIFFUSCOPE_PROGRAM);
    settings.only = parser.value(only);
    settings.small = parser.isSet(quick);
    Results results;
    bool known = settings.only.isEmpty();
    for (const Case& entry : kCases)
        if (settings.only.isEmpty() || settings.only == QLatin1String(entry.name)) {
            known = true;
            entry.run(settings, results);
        }
    if (!known)
        throw Error("There is no such case", settings.only.toStdString(), "Known: " + caseNames().toStdString() + ".");
    if (parser.isSet(json)) {
        printJson(results);
    } else {
        std::printf("%s, %d processors, %g device pixels a point\n", qPrintable(QGuiApplication::platformName()),
                    QThread::idealThreadCount(), QGuiApplication::primaryScreen()->devicePixelRatio());
        printTable(results);
    }
    if (parser.isSet(widgets))
        application.print();
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    restartWithEarlySettings(argv);
    QTemporaryDir home; // no settings and no runs of the user's
    qputenv("XDG_DATA_HOME", home.path().toUtf8());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home.path());
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    TimedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("diffuscope-bench"));
    QApplication::setApplicationName(QStringLiteral("window-bench"));
    for (const CatalogEntry& preset : presets()) // they would be timed beside what is measured
        for (const int side : {16, 32, 64, 128})
            keepSpeed({0, preset.id, side, 3, 50});
    applyTheme(application, ThemeName::Ink);
    try {
        return run(application);
    } catch (const Error& error) {
        std::fprintf(stderr, "window_bench: %s\n", error.what());
        return 1;
    }
}
