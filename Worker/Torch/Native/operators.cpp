// The operators, one line each: the name and the meaning are ATen's.
#include "shim.h"

#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/all.h>
#include <ATen/ops/any.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/argmin.h>
#include <ATen/ops/argsort.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ceil.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/cumsum.h>
#include <ATen/ops/div.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/expm1.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/floor.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/isinf.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/le.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log1p.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/logical_not.h>
#include <ATen/ops/logical_or.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/lt.h>
#include <ATen/ops/masked_fill.h>
#include <ATen/ops/masked_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/min.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/ne.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/permute.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/reshape.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/scatter.h>
#include <ATen/ops/select.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/square.h>
#include <ATen/ops/squeeze.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/t.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/transpose.h>
#include <ATen/ops/unsqueeze.h>
#include <ATen/ops/where.h>
#include <ATen/ops/xlogy.h>

#include <tuple>
#include <vector>

using namespace sweeps;

#define UNARY(name) \
    SHIM Handle sw_##name(Input x) { return make([&] { return at::name(*x); }); }
UNARY(abs)
UNARY(ceil)
UNARY(exp)
UNARY(expm1)
UNARY(floor)
UNARY(isfinite)
UNARY(isinf)
UNARY(isnan)
UNARY(log)
UNARY(log1p)
UNARY(logical_not)
UNARY(neg)
UNARY(nonzero)
UNARY(reciprocal)
UNARY(relu)
UNARY(sigmoid)
UNARY(sign)
UNARY(sqrt)
UNARY(square)
UNARY(t)
UNARY(tanh)
// Reductions over every element.
UNARY(all)
UNARY(any)
UNARY(max)
UNARY(min)
#undef UNARY

#define BINARY(name) \
    SHIM Handle sw_##name(Input x, Input y) { return make([&] { return at::name(*x, *y); }); }
BINARY(div)
BINARY(eq)
BINARY(ge)
BINARY(gt)
BINARY(le)
BINARY(logical_and)
BINARY(logical_or)
BINARY(lt)
BINARY(masked_select)
BINARY(matmul)
BINARY(maximum)
BINARY(minimum)
BINARY(mul)
BINARY(ne)
BINARY(pow)
BINARY(xlogy)
#undef BINARY

SHIM Handle sw_add(Input x, Input y, ScalarValue alpha) { return make([&] { return at::add(*x, *y, scalar(alpha)); }); }
SHIM Handle sw_sub(Input x, Input y, ScalarValue alpha) { return make([&] { return at::sub(*x, *y, scalar(alpha)); }); }

#define WITH_SCALAR(name) \
    SHIM Handle sw_##name##_scalar(Input x, ScalarValue y) { return make([&] { return at::name(*x, scalar(y)); }); }
WITH_SCALAR(add)
WITH_SCALAR(div)
WITH_SCALAR(eq)
WITH_SCALAR(ge)
WITH_SCALAR(gt)
WITH_SCALAR(le)
WITH_SCALAR(lt)
WITH_SCALAR(mul)
WITH_SCALAR(ne)
WITH_SCALAR(pow)
WITH_SCALAR(rsub)
WITH_SCALAR(sub)
#undef WITH_SCALAR

// In place.

#define IN_PLACE(name) \
    SHIM int32_t sw_##name(Handle x, Input y) { return act([&] { x->name(*y); }); }
IN_PLACE(div_)
IN_PLACE(mul_)
#undef IN_PLACE

#define IN_PLACE_SCALAR(name) \
    SHIM int32_t sw_##name##_scalar_(Handle x, ScalarValue y) { return act([&] { x->name##_(scalar(y)); }); }
IN_PLACE_SCALAR(add)
IN_PLACE_SCALAR(div)
IN_PLACE_SCALAR(fill)
IN_PLACE_SCALAR(mul)
IN_PLACE_SCALAR(sub)
#undef IN_PLACE_SCALAR

SHIM int32_t sw_add_(Handle x, Input y, ScalarValue alpha) { return act([&] { x->add_(*y, scalar(alpha)); }); }
SHIM int32_t sw_sub_(Handle x, Input y, ScalarValue alpha) { return act([&] { x->sub_(*y, scalar(alpha)); }); }
SHIM int32_t sw_zero_(Handle x) { return act([&] { x->zero_(); }); }
SHIM int32_t sw_clamp_(Handle x, ScalarValue low, ScalarValue high) {
    return act([&] { x->clamp_(optional(low), optional(high)); });
}
SHIM int32_t sw_masked_fill_(Handle x, Input mask, ScalarValue value) {
    return act([&] { x->masked_fill_(*mask, scalar(value)); });
}
SHIM int32_t sw_scatter_(Handle x, int64_t dim, Input index, Input source) {
    return act([&] { x->scatter_(dim, *index, *source); });
}
SHIM int32_t sw_index_add_(Handle x, int64_t dim, Input index, Input source, ScalarValue alpha) {
    return act([&] { x->index_add_(dim, *index, *source, scalar(alpha)); });
}
SHIM int32_t sw_uniform_(Handle x, double low, double high) { return act([&] { x->uniform_(low, high); }); }
SHIM int32_t sw_normal_(Handle x, double mean, double deviation) { return act([&] { x->normal_(mean, deviation); }); }

// Choosing.

SHIM Handle sw_clamp(Input x, ScalarValue low, ScalarValue high) {
    return make([&] { return at::clamp(*x, optional(low), optional(high)); });
}
SHIM Handle sw_where(Input condition, Input x, Input y) { return make([&] { return at::where(*condition, *x, *y); }); }
SHIM Handle sw_masked_fill(Input x, Input mask, ScalarValue value) {
    return make([&] { return at::masked_fill(*x, *mask, scalar(value)); });
}
SHIM Handle sw_index_select(Input x, int64_t dim, Input index) {
    return make([&] { return at::index_select(*x, dim, *index); });
}
SHIM Handle sw_gather(Input x, int64_t dim, Input index) { return make([&] { return at::gather(*x, dim, *index); }); }
SHIM Handle sw_scatter(Input x, int64_t dim, Input index, Input source) {
    return make([&] { return at::scatter(*x, dim, *index, *source); });
}
SHIM Handle sw_select(Input x, int64_t dim, int64_t index) { return make([&] { return at::select(*x, dim, index); }); }
SHIM Handle sw_narrow(Input x, int64_t dim, int64_t start, int64_t length) {
    return make([&] { return at::narrow(*x, dim, start, length); });
}

// Shapes.

SHIM Handle sw_view(Input x, const int64_t* shape, int32_t rank) { return make([&] { return x->view(sizes(shape, rank)); }); }
SHIM Handle sw_reshape(Input x, const int64_t* shape, int32_t rank) {
    return make([&] { return at::reshape(*x, sizes(shape, rank)); });
}
SHIM Handle sw_expand(Input x, const int64_t* shape, int32_t rank, int32_t implicit) {
    return make([&] { return x->expand(sizes(shape, rank), implicit != 0); });
}
SHIM Handle sw_permute(Input x, const int64_t* order, int32_t rank) {
    return make([&] { return at::permute(*x, sizes(order, rank)); });
}
SHIM Handle sw_transpose(Input x, int64_t first, int64_t second) {
    return make([&] { return at::transpose(*x, first, second); });
}
SHIM Handle sw_unsqueeze(Input x, int64_t dim) { return make([&] { return at::unsqueeze(*x, dim); }); }
SHIM Handle sw_squeeze(Input x) { return make([&] { return at::squeeze(*x); }); }
SHIM Handle sw_squeeze_dim(Input x, int64_t dim) { return make([&] { return at::squeeze(*x, dim); }); }
SHIM Handle sw_flatten(Input x, int64_t start, int64_t end) { return make([&] { return at::flatten(*x, start, end); }); }

static std::vector<at::Tensor> list(const Input* tensors, int32_t count) {
    std::vector<at::Tensor> all;
    all.reserve(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; i++) {
        all.push_back(*tensors[i]);
    }
    return all;
}

SHIM Handle sw_cat(const Input* tensors, int32_t count, int64_t dim) {
    return make([&] { return at::cat(list(tensors, count), dim); });
}
SHIM Handle sw_stack(const Input* tensors, int32_t count, int64_t dim) {
    return make([&] { return at::stack(list(tensors, count), dim); });
}

// Reductions.

SHIM Handle sw_sum(Input x, int8_t type) { return make([&] { return at::sum(*x, optional_type(type)); }); }
SHIM Handle sw_mean(Input x, int8_t type) { return make([&] { return at::mean(*x, optional_type(type)); }); }

#define OVER_DIMENSIONS(name)                                                                              \
    SHIM Handle sw_##name##_dims(Input x, const int64_t* dims, int32_t count, int32_t keepdim, int8_t type) { \
        return make([&] { return at::name(*x, sizes(dims, count), keepdim != 0, optional_type(type)); });  \
    }
OVER_DIMENSIONS(sum)
OVER_DIMENSIONS(mean)
#undef OVER_DIMENSIONS

SHIM Handle sw_logsumexp(Input x, const int64_t* dims, int32_t count, int32_t keepdim) {
    return make([&] { return at::logsumexp(*x, sizes(dims, count), keepdim != 0); });
}

#define OVER_DIMENSION(name)                                                                   \
    SHIM Handle sw_##name##_dim(Input x, int64_t dim, int32_t keepdim) {                       \
        return make([&] { return at::name(*x, dim, keepdim != 0); });                          \
    }
OVER_DIMENSION(all)
OVER_DIMENSION(any)
OVER_DIMENSION(argmax)
OVER_DIMENSION(argmin)
#undef OVER_DIMENSION

SHIM Handle sw_argmax(Input x) { return make([&] { return at::argmax(*x); }); }
SHIM Handle sw_argmin(Input x) { return make([&] { return at::argmin(*x); }); }

SHIM void sw_max_dim(Input x, int64_t dim, int32_t keepdim, Handle* values, Handle* indices) {
    make_two(values, indices, [&] { return at::max(*x, dim, keepdim != 0); });
}
SHIM void sw_min_dim(Input x, int64_t dim, int32_t keepdim, Handle* values, Handle* indices) {
    make_two(values, indices, [&] { return at::min(*x, dim, keepdim != 0); });
}

// Along a dimension.

SHIM Handle sw_softmax(Input x, int64_t dim, int8_t type) {
    return make([&] { return at::softmax(*x, dim, optional_type(type)); });
}
SHIM Handle sw_log_softmax(Input x, int64_t dim, int8_t type) {
    return make([&] { return at::log_softmax(*x, dim, optional_type(type)); });
}
SHIM Handle sw_cumsum(Input x, int64_t dim, int8_t type) {
    return make([&] { return at::cumsum(*x, dim, optional_type(type)); });
}
SHIM Handle sw_argsort(Input x, int64_t dim, int32_t descending) {
    return make([&] { return at::argsort(*x, dim, descending != 0); });
}
SHIM void sw_sort(Input x, int64_t dim, int32_t descending, int32_t stable, Handle* values, Handle* indices) {
    make_two(values, indices, [&] { return at::sort(*x, c10::optional<bool>(stable != 0), dim, descending != 0); });
}
SHIM void sw_topk(Input x, int64_t k, int64_t dim, int32_t largest, int32_t sorted, Handle* values, Handle* indices) {
    make_two(values, indices, [&] { return at::topk(*x, k, dim, largest != 0, sorted != 0); });
}
