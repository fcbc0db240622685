// Small sums.
export const round = (number, digits = 2) => Number(number.toFixed(digits))
