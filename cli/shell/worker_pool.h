// The same work on many things, on several threads; what comes out stays in order, since each writes to its own place.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace vhc {

class WorkerPool {
 public:
  // `jobs` threads in all, the caller's own among them; at least one.
  explicit WorkerPool(std::size_t jobs) {
    for (std::size_t i = 1; i < jobs; ++i) threads_.emplace_back([this](const std::stop_token& stop) { serve(stop); });
  }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() {
    for (std::jthread& thread : threads_) thread.request_stop();
    wake_.notify_all();
  }

  // Calls `work` with 0 to count - 1, each once, and waits for all of them. `work` must not throw: the process would
  // end rather than go on with some of the work undone, or with threads in it whose work is gone.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& work) noexcept {
    if (threads_.empty() || count < 2) {
      for (std::size_t i = 0; i < count; ++i) work(i);
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      work_ = &work;
      count_ = count;
      next_ = 0;
      busy_ = threads_.size();
      ++round_;
    }
    wake_.notify_all();
    take_part();
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void take_part() {
    for (std::size_t i = next_++; i < count_; i = next_++) (*work_)(i);
  }

  void serve(const std::stop_token& stop) {
    std::size_t seen = 0;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        if (!wake_.wait(lock, stop, [this, seen] { return round_ != seen; })) return;
        seen = round_;
      }
      take_part();
      const std::lock_guard lock(mutex_);
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable done_;
  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t count_ = 0;
  std::atomic<std::size_t> next_{0};
  std::size_t busy_ = 0;
  std::size_t round_ = 0;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace vhc
