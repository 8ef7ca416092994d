#pragma once
#include "tests/journeys/whole_window.h"
#include "ui/export/export_panel.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/window/frame/notice_stack.h"

#include <QSignalSpy>

using namespace diffuscope;
using namespace diffuscope::ui;

// The whole window, what it says on its cards, and Forward's export panel.
class ExportBench : protected WholeWindow {
protected:
    ExportPanel& panel() { return *window_->findChild<ForwardInspector*>()->findChild<ExportPanel*>(); }
    QList<NoticeCard*> cards() const { return window_->findChild<NoticeStack*>()->findChildren<NoticeCard*>(); }
    QList<NoticeCard*> shownCards() const
    {
        QList<NoticeCard*> shown;
        for (NoticeCard* card : cards())
            if (!card->isHidden()) // a new one comes with the next layout
                shown.append(card);
        return shown;
    }
    QString said() const
    {
        QString all;
        for (const NoticeCard* card : shownCards())
            all += card->accessibleName() + u'\n' + card->accessibleDescription() + u'\n';
        return all.remove(QChar(0x200b)); // where a long path may break
    }
    void clearCards()
    {
        for (NoticeCard* card : cards())
            Q_EMIT card->closed();
    }
    void write(const QString& format, const QString& target, const ParamValues& values = {})
    {
        panel().setFormat(format);
        panel().setParams(values);
        panel().exportTo(target);
    }
    // A file with this recipe inside is dropped on the window.
    void dropRecipe(const std::string& recipe, const char* format)
    {
        QSignalSpy written(bridge_.get(), &Bridge::exported);
        ExportRequest request;
        request.format = format;
        request.target = folder_.filePath(QStringLiteral("dropped.") + QLatin1String(format)).toStdString();
        request.frames = {Image(1, 8, 8)};
        request.recipe = recipe;
        bridge_->session().exportImages(request);
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
        clearCards();
        drop(window_.get(), QString::fromStdString(request.target));
        QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")), kLong);
    }
    void beginAnew()
    {
        clearCards();
        window_->setMode(QStringLiteral("forward"));
    }
};
