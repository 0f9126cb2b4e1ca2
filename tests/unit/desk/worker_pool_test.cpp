// Work on several threads: all of it, each piece once, what comes out in order, and nothing of it after the call.
#include "shell/worker_pool.h"

#include <chrono>
#include <numeric>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "shell/jobs.h"
#include "vhc/errors.h"

namespace vhc {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

TEST(WorkerPool, DoesEveryPieceOnceWhateverTheNumberOfThreads) {
  for (const std::size_t jobs : {0U, 1U, 2U, 3U, 16U}) {
    WorkerPool pool(jobs);
    for (const std::size_t count : {0U, 1U, 2U, 3U, 15U, 16U, 17U, 1000U}) {
      std::vector<std::atomic<int>> done(count);
      pool.for_each(count, [&done](std::size_t i) { ++done.at(i); });
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(done[i], 1) << jobs << " jobs, " << i << " of " << count;
    }
  }
}

TEST(WorkerPool, GivesResultsInTheOrderOfTheirPieces) {
  WorkerPool pool(4);
  std::vector<std::size_t> results(200);
  pool.for_each(results.size(), [&results](std::size_t i) {
    if (i % 50 == 0) std::this_thread::sleep_for(2ms);  // the first are the last to be ready
    results[i] = i * i;
  });
  for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ(results[i], i * i);
}

TEST(WorkerPool, KeepsTheErrorOfEachPieceAndGoesOn) {
  WorkerPool pool(3);
  std::vector<Result<int>> results(100, Result<int>(0));
  pool.for_each(results.size(), [&results](std::size_t i) {
    results[i] = i % 7 == 3 ? Result<int>(fail(Errc::unwritable, std::to_string(i))) : Result<int>(static_cast<int>(i));
  });
  for (std::size_t i = 0; i < results.size(); ++i) {
    ASSERT_EQ(results[i].has_value(), i % 7 != 3) << i;
    if (!results[i]) {
      EXPECT_EQ(results[i].error().where, std::to_string(i));
    }
  }
}

TEST(WorkerPool, ReturnsAfterTheLastPieceOnly) {
  WorkerPool pool(4);
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> running = 0;
    std::atomic<int> ended = 0;
    pool.for_each(8, [&](std::size_t i) {
      ++running;
      if (i == 7) std::this_thread::sleep_for(3ms);
      ++ended;
      --running;
    });
    EXPECT_EQ(running, 0);
    EXPECT_EQ(ended, 8);
  }
}

// Each waits for the others: with fewer threads than were asked for it would give up.
TEST(WorkerPool, HasAsManyThreadsAsAskedForTheCallersAmongThem) {
  WorkerPool pool(3);
  std::mutex mutex;
  std::condition_variable all_here;
  std::set<std::thread::id> threads;
  bool met = true;
  pool.for_each(3, [&](std::size_t) {
    std::unique_lock lock(mutex);
    threads.insert(std::this_thread::get_id());
    all_here.notify_all();
    if (!all_here.wait_for(lock, 20s, [&threads] { return threads.size() == 3; })) met = false;
  });
  EXPECT_TRUE(met);
  EXPECT_TRUE(threads.contains(std::this_thread::get_id()));
  EXPECT_EQ(threads.size(), 3U);
}

TEST(WorkerPool, OfOneThreadIsTheCaller) {
  for (const std::size_t jobs : {0U, 1U}) {
    WorkerPool pool(jobs);
    std::vector<std::size_t> order;
    pool.for_each(5, [&order](std::size_t i) { order.push_back(i); });
    EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4})) << jobs;
  }
  WorkerPool many(4);  // one piece wakes nobody
  std::thread::id who;
  many.for_each(1, [&who](std::size_t) { who = std::this_thread::get_id(); });
  EXPECT_EQ(who, std::this_thread::get_id());
}

TEST(WorkerPool, IsUsedAgainForOtherWork) {
  WorkerPool pool(4);
  for (std::size_t round = 0; round < 500; ++round) {
    const std::size_t count = round % 11;
    std::vector<std::size_t> sums(count);
    pool.for_each(count, [&sums, round](std::size_t i) { sums[i] = round + i; });
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(sums[i], round + i) << round;
  }
}

TEST(WorkerPool, EndsWithOrWithoutHavingWorked) {
  for (int round = 0; round < 50; ++round) {
    WorkerPool idle(4);
    WorkerPool busy(4);
    std::atomic<int> done = 0;
    busy.for_each(4, [&done](std::size_t) { ++done; });
    EXPECT_EQ(done, 4);
  }
}

TEST(WorkerPool, OfOneCallerDoesNotWaitForThatOfAnother) {
  std::atomic<int> done = 0;
  const auto work = [&done] {
    WorkerPool pool(2);
    for (int round = 0; round < 50; ++round) pool.for_each(4, [&done](std::size_t) { ++done; });
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(done, 400);
}

// With an exception on one thread the others would still call work that is gone.
TEST(WorkerPoolDeathTest, EndsTheProcessWhereWorkThrows) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  for (const std::size_t jobs : {1U, 4U}) {
    EXPECT_DEATH(
        {
          WorkerPool pool(jobs);
          try {
            pool.for_each(8, [](std::size_t) { throw std::runtime_error("work"); });
          } catch (const std::exception&) {
            std::exit(0);  // NOLINT(concurrency-mt-unsafe)
          }
        },
        "")
        << jobs;
  }
}

// ---- how many: --jobs

TEST(Jobs, AreOneToTwoHundredAndFiftySix) {
  for (const char* bad :
       {"", "0", "00", "257", "999", "1000", "0256", "-1", "+1", " 1", "1 ", "1.0", "0x1", "a", "1e2"}) {
    const auto refused = jobs_of(std::string(bad));
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, Errc::usage) << bad;
    EXPECT_EQ(refused.error().where, "--jobs") << bad;
    EXPECT_EQ(refused.error().hint, "1 to 256") << bad;
  }
  const std::pair<const char*, std::size_t> good[] = {{"1", 1}, {"2", 2}, {"08", 8}, {"255", 255}, {"256", 256}};
  for (const auto& [text, jobs] : good) EXPECT_EQ(jobs_of(std::string(text)).value(), jobs) << text;
}

TEST(Jobs, AreAsManyAsCoresWhereNobodySaysSo) {
  const std::size_t jobs = jobs_of(std::nullopt).value();
  EXPECT_GE(jobs, 1U);
  EXPECT_LE(jobs, 256U);
}

}  // namespace
}  // namespace vhc
