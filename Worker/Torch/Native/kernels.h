// Loops that are compiled once for each generation of x86-64 and chosen at start by what the processor has.
// Multiplications and additions are never contracted (-ffp-contract=off), so every choice gives the same bits.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define KERNEL
#endif

// The body of a kernel for any element type; a KERNEL function of each type calls it.
#define KERNEL_BODY template <class T> [[gnu::always_inline]] static inline
