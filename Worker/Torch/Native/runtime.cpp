// Errors, threads, seeds and the switch for gradients.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <cstring>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>

/// A training step allocates and frees the same few MB every time. Left alone, glibc gives each back to the system and
/// faults it in again, a hundred pages a step; so freed blocks stay with the process.
__attribute__((constructor)) static void keep_freed_memory() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
}
#endif

namespace sweeps {

static thread_local std::string failure;

void remember_failure() noexcept {
    try {
        try {
            throw;
        } catch (const c10::Error& error) {
            failure = error.what_without_backtrace();
        } catch (const std::exception& error) {
            failure = error.what();
        } catch (...) {
            failure = "an exception of unknown type";
        }
    } catch (...) {
        failure.clear();
    }
}

at::Scalar scalar(ScalarValue value) {
    double real;
    switch (value.kind) {
        case 1:
            return at::Scalar(value.bits);
        case 2:
            std::memcpy(&real, &value.bits, sizeof real);
            return at::Scalar(real);
        case 3:
            return at::Scalar(value.bits != 0);
        default:
            TORCH_CHECK(false, "a number is missing");
    }
}

c10::optional<at::Scalar> optional(ScalarValue value) {
    return value.kind == 0 ? c10::nullopt : c10::optional<at::Scalar>(scalar(value));
}

}  // namespace sweeps

using namespace sweeps;

/// The message of this thread's last failure; valid until its next one.
SHIM const char* sw_error() { return failure.c_str(); }

SHIM int32_t sw_set_num_threads(int32_t count) { return act([&] { at::set_num_threads(count); }); }
SHIM int32_t sw_get_num_threads() { return at::get_num_threads(); }

/// Seeds the generators of the CPU and of every CUDA device.
SHIM int32_t sw_manual_seed(int64_t seed) {
    return act([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

SHIM int32_t sw_cuda_is_available() { return at::hasCUDA(); }

SHIM int32_t sw_is_grad_enabled() { return c10::GradMode::is_enabled(); }
SHIM void sw_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }
