#pragma once
#include "ui/bridge/bridge.h"

#include <QObject>
#include <QString>

namespace diffuscope::ui {

class NoticeStack;

// Has exported pictures drawn again and says on a card what came of it; one at a time, the newest wins.
class PictureVerifier : public QObject {
    Q_OBJECT
public:
    PictureVerifier(Bridge& bridge, NoticeStack& notices, QObject* parent);
    void verify(const QString& path, const QString& name = {}); // `name`: what the card calls it; empty: as its file
    void cancel();

Q_SIGNALS:
    void modelWanted(); // the user wants to open the one that is missing

private:
    void onProgress(const VerifyProgress& progress);
    void onVerified(const PictureVerified& verified);
    void onFailed(const Failed& failure);

    Bridge& bridge_;
    NoticeStack& notices_;
    JobId job_ = 0;
    QString name_;
};

} // namespace diffuscope::ui
