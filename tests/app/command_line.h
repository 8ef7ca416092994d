#pragma once
#include "app/cli/program.h"
#include "core/kernels/threads.h"

#include <QFile>
#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <QTemporaryFile>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

inline QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// A folder of the test's own. Programs that it starts have one thread: with small networks more only get in each
// other's way.
class CliFolder {
protected:
    CliFolder()
    {
        qputenv("OMP_NUM_THREADS", "1");
        if (!folder_.isValid())
            qFatal("no temporary folder");
    }
    QString path(const char* name) const { return folder_.filePath(QLatin1String(name)); }

    QTemporaryDir folder_;
};

// How diffuscope-cli ended and what it said, as the tests of the command line share it.
struct Outcome {
    int code = -1; // -1: it crashed, or didn't end
    QString out, err;
};

inline constexpr int kProgramTime = 400'000; // ms; a busy machine takes its time

inline Outcome outcomeOf(QProcess& process)
{
    const bool ended = process.waitForFinished(kProgramTime);
    if (!ended) {
        process.kill();
        process.waitForFinished();
    }
    Outcome outcome{ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                    QString::fromUtf8(process.readAllStandardOutput()),
                    QString::fromUtf8(process.readAllStandardError())};
    if (!ended)
        outcome.err += QStringLiteral("(it did not end by itself)");
    return outcome;
}

// In a process of its own that is forked from the test: it need not load the libraries again, which takes longer than
// most of what is asked. The test itself must not have used several threads of LibTorch.
class ForkedProgram {
public:
    explicit ForkedProgram(const QStringList& arguments)
    {
        if (!out_.open() || !err_.open())
            return;
        QList<QByteArray> words{QByteArrayLiteral("diffuscope-cli")};
        for (const QString& argument : arguments)
            words << argument.toUtf8();
        std::vector<char*> pointers;
        for (QByteArray& word : words)
            pointers.push_back(word.data());
        pointers.push_back(nullptr);
        std::fflush(nullptr);
        child_ = ::fork();
        if (child_ != 0)
            return;
        ::alarm(kProgramTime / 1000);
        ::dup2(out_.handle(), STDOUT_FILENO);
        ::dup2(err_.handle(), STDERR_FILENO);
        if (qEnvironmentVariable("OMP_NUM_THREADS") == QLatin1String("1")) // OpenMP has read it long ago
            diffuscope::kernels::configureThreads(1);
        const int code = diffuscope::cli::runProgram(int(words.size()), pointers.data());
        std::fflush(nullptr);
        std::cout.flush();
        ::_exit(code);
    }
    ~ForkedProgram()
    {
        if (!waitFor(0))
            kill();
    }
    ForkedProgram(const ForkedProgram&) = delete;
    ForkedProgram& operator=(const ForkedProgram&) = delete;

    // Whether it has ended by then.
    bool waitFor(int milliseconds)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
        while (!ended_ && child_ > 0 && ::waitpid(child_, &state_, WNOHANG) != child_) {
            if (std::chrono::steady_clock::now() >= end)
                return false;
            ::usleep(500);
        }
        return ended_ = true;
    }
    void kill()
    {
        ::kill(child_, SIGKILL);
        waitFor(kProgramTime);
    }
    // Of one that has ended.
    Outcome outcome() { return {child_ > 0 && WIFEXITED(state_) ? WEXITSTATUS(state_) : -1, said(out_), said(err_)}; }

private:
    static QString said(QTemporaryFile& file)
    {
        file.seek(0);
        return QString::fromUtf8(file.readAll());
    }
    QTemporaryFile out_, err_;
    pid_t child_ = -1;
    int state_ = 0;
    bool ended_ = false;
};

inline Outcome run(const QStringList& arguments)
{
    ForkedProgram program(arguments);
    program.waitFor(kProgramTime);
    return program.outcome();
}

// As people start it, with its launcher.
inline Outcome start(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(DIFFUSCOPE_CLI), arguments);
    return outcomeOf(process);
}

inline QString golden(const QString& name) { return QStringLiteral(DIFFUSCOPE_GOLDEN_DIR "/") + name; }
