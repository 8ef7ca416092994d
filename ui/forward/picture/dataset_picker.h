#pragma once
#include "ui/bridge/bridge.h"

#include <QFrame>

#include <map>

class QLabel;
class QSpinBox;

namespace diffuscope::ui {

class ContactSheetView;
class IconButton;

// The open dataset, a page at a time, to take a picture from. It floats over the canvas; pages are read by the session
// and kept for a while, so that going back is at once.
class DatasetPicker : public QFrame {
    Q_OBJECT
public:
    explicit DatasetPicker(Bridge& bridge, QWidget* parent = nullptr);
    void open(int index); // at the page that has this picture; -1: where it was
    static constexpr int kPage = 40;
    static QSize wanted() { return {372, 320}; }

Q_SIGNALS:
    void chosen(int index);
    void randomRequested();
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void onDataset();
    void onPage(const DatasetPage& page);
    void turn(int page);
    void showPage(int page);
    void choose(int cell);
    int pictures() const;
    int pages() const;

    Bridge& bridge_;
    ContactSheetView* sheet_;
    QLabel *title_, *place_, *trouble_;
    QSpinBox* number_;
    IconButton *before_, *after_, *dice_, *close_;
    std::map<int, std::vector<Image>> pages_;
    JobId job_ = 0;
    int page_ = 0, index_ = -1;
};

} // namespace diffuscope::ui
