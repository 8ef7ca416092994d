// Case of window_bench: the program from its creation to a window that answers.
#include "tests/bench/window_bench.h"

#include "core/base/error.h"

#include <QProcess>
#include <QRegularExpression>

#include <algorithm>

namespace diffuscope::ui {

namespace {

double numberAfter(const QString& text, const char* word)
{
    const auto match = QRegularExpression(QStringLiteral("%1 ([0-9.]+)").arg(QLatin1String(word))).match(text);
    if (!match.hasMatch())
        throw Error("The program doesn't say how long it took", text.toStdString(),
                    "It should print " + std::string(word));
    return match.captured(1).toDouble();
}

QString timedStart(const QString& program, const QString& home)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home);
    environment.insert(QStringLiteral("XDG_DATA_HOME"), home);
    environment.remove(QStringLiteral("GOMP_SPINCOUNT")); // ours: the program shall do what it does for a user
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, {QStringLiteral("--time-start")});
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        throw Error("The program didn't start", program.toStdString(), "Give its path with --program.");
    return QString::fromUtf8(process.readAllStandardOutput());
}

} // namespace

void benchStart(const Settings& settings, Results& results)
{
    QTemporaryDir home;
    std::vector<double> window, picture;
    timedStart(settings.program, home.path()); // reads the files in
    for (int k = 0; k < settings.starts; ++k) {
        const QString said = timedStart(settings.program, home.path());
        window.push_back(numberAfter(said, "window_ms"));
        picture.push_back(numberAfter(said, "picture_ms"));
    }
    const Spread windows = Spread::of(window), pictures = Spread::of(picture);
    results.push_back({QStringLiteral("start, warm, %1 times").arg(settings.starts),
                       {{QStringLiteral("window_p50_ms"), windows.p50},
                        {QStringLiteral("window_min_ms"), *std::min_element(window.begin(), window.end())},
                        {QStringLiteral("window_max_ms"), windows.max},
                        {QStringLiteral("picture_p50_ms"), pictures.p50}},
                       {}});
}

} // namespace diffuscope::ui
