#pragma once
#include <QLayout>

#include <memory>
#include <vector>

namespace diffuscope::ui {

// Items in reading order, in as many rows as the width asks for, each as wide as it wants to be: buttons that must
// never be cut in a narrow place.
class FlowLayout : public QLayout {
public:
    explicit FlowLayout(QWidget* parent, int gap = 8);
    ~FlowLayout() override;
    void addItem(QLayoutItem* item) override; // takes it
    int count() const override { return int(items_.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), false); }
    QSize sizeHint() const override;    // all in one row
    QSize minimumSize() const override; // the widest item
    void setGeometry(const QRect& place) override;

private:
    int arrange(const QRect& place, bool move) const; // the height that was needed
    std::vector<std::unique_ptr<QLayoutItem>> items_;
    int gap_;
};

} // namespace diffuscope::ui
