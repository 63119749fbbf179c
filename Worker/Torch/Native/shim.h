// What every file of the shim shares: how a tensor, a scalar and an error cross the border to C#.
//
// A tensor crosses as a pointer to an at::Tensor on the heap, which its receiver deletes with sw_free.
// No exception leaves: a function that makes tensors answers null, any other a status other than 0,
// and sw_error() on the same thread then holds the message.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Scalar.h>
#include <c10/util/Exception.h>
#include <c10/util/Optional.h>

#include <cstdint>
#include <exception>

#define SHIM extern "C" __attribute__((visibility("default")))

namespace sweeps {

using Handle = at::Tensor*;
using Input = const at::Tensor*;

/// A number of C#'s Scalar: kind 0 is absent, 1 an integer, 2 a real, 3 a truth value.
struct ScalarValue {
    int64_t bits;
    int32_t kind;
};

at::Scalar scalar(ScalarValue value);
c10::optional<at::Scalar> optional(ScalarValue value);

/// A tensor that may be absent: null in C#.
inline c10::optional<at::Tensor> optional(Input tensor) {
    return tensor ? c10::optional<at::Tensor>(*tensor) : c10::nullopt;
}

/// An element type by c10's number; -1 is "as it is".
inline c10::optional<at::ScalarType> optional_type(int8_t type) {
    return type < 0 ? c10::nullopt : c10::optional<at::ScalarType>(static_cast<at::ScalarType>(type));
}

inline at::IntArrayRef sizes(const int64_t* first, int32_t count) {
    return at::IntArrayRef(first, static_cast<size_t>(count));
}

/// Keeps the exception in flight as this thread's message.
void remember_failure() noexcept;

template <class Make>
Handle make(Make&& tensor) noexcept {
    try {
        return new at::Tensor(tensor());
    } catch (...) {
        remember_failure();
        return nullptr;
    }
}

template <class Act>
int32_t act(Act&& action) noexcept {
    try {
        action();
        return 0;
    } catch (...) {
        remember_failure();
        return 1;
    }
}

/// Two results, as of sort and topk: both or none.
template <class Make>
void make_two(Handle* first, Handle* second, Make&& tensors) noexcept {
    *first = *second = nullptr;
    try {
        auto [one, two] = tensors();
        auto* held = new at::Tensor(std::move(one));
        *second = new at::Tensor(std::move(two));
        *first = held;
    } catch (...) {
        remember_failure();
    }
}

}  // namespace sweeps
